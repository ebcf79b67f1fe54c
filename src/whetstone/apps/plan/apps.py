"""Django's record of this app."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """Goals, campaigns and their reasons."""

    name = "whetstone.apps.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"
