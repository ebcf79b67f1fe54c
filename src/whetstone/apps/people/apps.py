"""Django's record of this app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, workspaces, working patterns, consent and audit."""

    name = "whetstone.apps.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
