"""Django's record of this app."""

from django.apps import AppConfig


class LeadConfig(AppConfig):
    """The page for leaders."""

    name = "whetstone.apps.lead"
    label = "lead"
    default_auto_field = "django.db.models.BigAutoField"
