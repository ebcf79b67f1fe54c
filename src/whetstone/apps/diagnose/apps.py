"""Django's record of this app."""

from django.apps import AppConfig


class DiagnoseConfig(AppConfig):
    """The skills assessment and the profile."""

    name = "whetstone.apps.diagnose"
    label = "diagnose"
    default_auto_field = "django.db.models.BigAutoField"
