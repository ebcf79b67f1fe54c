"""Django's record of this app."""

from django.apps import AppConfig


class ConnectConfig(AppConfig):
    """Classes, LMS, SSO and API."""

    name = "whetstone.apps.connect"
    label = "connect"
    default_auto_field = "django.db.models.BigAutoField"
