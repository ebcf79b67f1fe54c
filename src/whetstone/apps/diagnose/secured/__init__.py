"""Secured pools and forms: what certifies. Practice, lessons and exports read nothing here."""
