"""Django's record of this app."""

from django.apps import AppConfig


class FieldConfig(AppConfig):
    """The framework, editions, the ledger of claims and changes, notices."""

    name = "whetstone.apps.field"
    label = "field"
    default_auto_field = "django.db.models.BigAutoField"
