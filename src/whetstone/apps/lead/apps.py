"""Django's record of this app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class LeadConfig(AppConfig):
    """The page for leaders."""

    name = "whetstone.apps.lead"
    label = "lead"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tables are rebuilt without the marks' triggers, and have them afterwards."""
        from whetstone.apps.lead import rollup_marks

        pre_migrate.connect(rollup_marks.remove, sender=self)
        post_migrate.connect(rollup_marks.install, sender=self)
