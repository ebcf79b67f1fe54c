"""The Django shell: one app per room. Apps know each other only through selectors and services."""
