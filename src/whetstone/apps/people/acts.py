"""What was done, in words: the acts that the audit rows of every room name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ACTS: Final[dict[str, str | _StrPromise]] = {
    "add figures": _("added figures"),
    "add people": _("added people"),
    "add reading": _("wrote down a figure"),
    "change campaign": _("changed a campaign"),
    "change goal": _("changed a goal"),
    "change person": _("changed what somebody may do"),
    "create campaign": _("added a campaign"),
    "create goal": _("added a goal"),
    "adopt_change": _("took a change into a class"),
    "decide objective": _("decided an objective"),
    "distrust_key": _("stopped trusting a key"),
    "export_pack": _("handed on a pack"),
    "finish_lesson": _("finished a lesson"),
    "finish_refresher": _("finished a refresher"),
    "freeze brief": _("kept the page for leaders"),
    "invite": _("made a link for somebody"),
    "issue_certificate": _("was given a record"),
    "join class": _("came into a class"),
    "open class": _("opened a class"),
    "placed learning": _("found times for learning"),
    "profile.sharing": _("set what is shared"),
    "publish_change": _("published a change"),
    "receive_pack": _("took a pack in"),
    "set hours": _("set working hours"),
    "set requirements": _("set the head-count"),
    "start": _("made the workspace"),
    "take decisions": _("took decisions"),
    "take_pack": _("decided about a pack"),
    "took invitation": _("came in by a link"),
    "trust_key": _("trusted a key"),
    "undo_change": _("undid a change"),
}


def act_name(act: str) -> str:
    """The act in the reader's language; an act without words stays as it is stored."""
    return str(ACTS.get(act, act))
