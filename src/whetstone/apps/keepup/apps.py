"""Django's record of this app."""

from django.apps import AppConfig


class KeepupConfig(AppConfig):
    """Changes, their ripple and its publication."""

    name = "whetstone.apps.keepup"
    label = "keepup"
    default_auto_field = "django.db.models.BigAutoField"
