"""Django's record of this app."""

from django.apps import AppConfig


class LearnConfig(AppConfig):
    """Lessons, cards, tasks, bookings and certificates."""

    name = "whetstone.apps.learn"
    label = "learn"
    default_auto_field = "django.db.models.BigAutoField"
