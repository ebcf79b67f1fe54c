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
    "audit syllabus": _("audited a syllabus"),
    "change campaign": _("changed a campaign"),
    "change goal": _("changed a goal"),
    "change person": _("changed what somebody may do"),
    "correct audit": _("corrected an audit"),
    "create campaign": _("added a campaign"),
    "create goal": _("added a goal"),
    "came in by code": _("came in by a code"),
    "change code": _("made a new code"),
    "close workspace": _("closed the workspace"),
    "deactivate person": _("deactivated a person"),
    "decline organisation": _("declined an organisation"),
    "end code": _("ended the code"),
    "offer organisation": _("offered the organisation"),
    "open workspace": _("opened the workspace again"),
    "owner came in": _("came in as the owner"),
    "reactivate person": _("brought a person back"),
    "set workspace": _("changed the workspace's settings"),
    "take organisation": _("took the organisation over"),
    "withdraw offer": _("took an offer back"),
    "adopt_change": _("took a change into a class"),
    "decide objective": _("decided an objective"),
    "draft question": _("drafted a question"),
    "distrust_key": _("stopped trusting a key"),
    "drop roster": _("threw a list of people away"),
    "erase person": _("erased a person"),
    "export_pack": _("handed on a pack"),
    "finish_lesson": _("finished a lesson"),
    "finish_refresher": _("finished a refresher"),
    "freeze brief": _("kept the page for leaders"),
    "invite": _("made a link for somebody"),
    "issue_certificate": _("was given a record"),
    "join class": _("came into a class"),
    "log near miss": _("wrote down a near miss"),
    "make drill": _("made a drill"),
    "near miss claim": _("made a claim of a near miss"),
    "near miss nothing": _("set a near miss aside"),
    "near miss notice": _("put a near miss into the inbox"),
    "notice closed": _("closed a notice"),
    "notice confirmed": _("confirmed a notice"),
    "notice dismissed": _("dismissed a notice"),
    "notice doubted": _("doubted the claim of a notice"),
    "notice linked": _("said what a notice is about"),
    "notice note": _("wrote a note on a notice"),
    "notice reopened": _("opened a notice again"),
    "notice repaired": _("repaired what a notice said"),
    "notice severity": _("set the severity of a notice"),
    "notice taken": _("gave a notice to somebody"),
    "open class": _("opened a class"),
    "placed learning": _("found times for learning"),
    "profile.sharing": _("set what is shared"),
    "publish_change": _("published a change"),
    "run drill": _("ran a drill"),
    "receive_pack": _("took a pack in"),
    "end shared link": _("ended a page sent outside"),
    "make way back": _("made a way back into an account"),
    "send page": _("sent a page outside"),
    "set retention": _("set how long things are kept"),
    "start works council": _("stopped all verdicts about persons"),
    "end works council": _("allowed people to share verdicts again"),
    "took way back": _("set a new password by a link"),
    "set hours": _("set working hours"),
    "set requirements": _("set the head-count"),
    "start": _("made the workspace"),
    "take roster": _("took a list of people"),
    "take decisions": _("took decisions"),
    "take_pack": _("decided about a pack"),
    "took invitation": _("came in by a link"),
    "trust_key": _("trusted a key"),
    "upload roster": _("uploaded a list of people"),
    "undo_change": _("undid a change"),
}


def act_name(act: str) -> str:
    """The act in the reader's language; an act without words stays as it is stored."""
    return str(ACTS.get(act, act))
