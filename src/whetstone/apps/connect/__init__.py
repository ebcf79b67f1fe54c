"""Classes, LMS, SSO and API."""
