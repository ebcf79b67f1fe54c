"""The composition root: the one place that knows every app."""

from django.apps import AppConfig


class Composition(AppConfig):
    """Wires what is registered across apps once Django is up."""

    name = "whetstone.config"
    label = "composition"

    def ready(self) -> None:
        """Register who cites claims and what a demo copy consists of; how SQLite is read."""
        from whetstone.config import composition
        from whetstone.web import moments

        moments.read_in_one_step()
        composition.compose()
