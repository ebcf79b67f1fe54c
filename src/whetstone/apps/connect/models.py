"""Connect has no rows yet: LMS, SSO and API come with their issue."""
