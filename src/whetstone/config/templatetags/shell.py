"""`{% shell "title" %}...{% endshell %}`: the pages of third-party apps inside our own shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from django.template.base import Parser, Token
    from django.template.context import Context

register = template.Library()


class ShellNode(template.Node):
    """The inside, rendered by Django, set into the Jinja2 page."""

    def __init__(self, inside: template.NodeList) -> None:
        self.inside = inside

    def render(self, context: Context) -> SafeString:
        """The whole page."""
        inside = mark_safe(self.inside.render(context))  # noqa: S308  # rendered with autoescape
        title = str(context.get("shell_title", "")) or None
        return mark_safe(  # noqa: S308  # rendered with autoescape
            render_to_string(
                "web/foreign.html.jinja",
                {"inside": inside, "title": title},
                request=context["request"],
                using="jinja2",
            )
        )


@register.tag
def shell(parser: Parser, _token: Token) -> ShellNode:
    """Everything up to `endshell` goes into our shell."""
    inside = parser.parse(("endshell",))
    parser.delete_first_token()
    return ShellNode(inside)
