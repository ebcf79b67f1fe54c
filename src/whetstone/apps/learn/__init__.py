"""Lessons, cards, tasks, bookings and certificates."""
