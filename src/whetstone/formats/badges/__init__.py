"""Open Badges 3.0: credentials built, signed, read and checked. No Django, no network, no clock.

A credential is a W3C Verifiable Credential 2.0 with a Data Integrity proof (eddsa-rdfc-2022), its
issuer a did:web, its revocation in a BitstringStatusList. docs/reference/badges.md says how.
"""
