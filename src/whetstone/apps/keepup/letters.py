"""A mail of ours: plain text with a simple page beside it, and one click to end it (RFC 8058)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from collections.abc import Mapping

logger = logging.getLogger(__name__)


def full(path: str) -> str:
    """An address of this installation as somebody outside opens it."""
    return f"{settings.ADDRESS}{path}"


def letter(
    template: str, context: Mapping[str, Any], *, to: str, out: str
) -> EmailMultiAlternatives:
    """The mail of a pair of templates; `context` holds its subject, `out` ends such mails."""
    headers = {
        "List-Unsubscribe": f"<{out}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    text = render_to_string(f"{template}.txt.jinja", dict(context))
    message = EmailMultiAlternatives(context["subject"], text, to=[to], headers=headers)
    html = render_to_string(f"{template}.html.jinja", dict(context))
    message.attach_alternative(html, "text/html")
    return message


def hand_over(message: EmailMultiAlternatives, connection: Any, *, what: str) -> int:
    """Hand a mail to the server; 0 where it is refused: it stays claimed and is not sent again."""
    message.connection = connection
    try:
        return message.send() or 0
    except OSError:  # smtplib's faults among them
        logger.exception("the %s was not taken by the mail server", what)
        return 0
