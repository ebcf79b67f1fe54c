"""Findings and sentences about change packs, computed from what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.apps.keepup import telling, words
from whetstone.apps.keepup.selectors import Counts
from whetstone.core.freshness.lineage import Lineage
from whetstone.web.wording import day, number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from whetstone.apps.keepup.models import ReceivedPack
    from whetstone.apps.keepup.ripples import RippleView
    from whetstone.apps.keepup.selectors import PackPage
    from whetstone.apps.keepup.selectors.packs import Offered, Row
    from whetstone.apps.keepup.services import Taken
    from whetstone.apps.keepup.weighing import ClaimRow
    from whetstone.core.kernel.errors import Fault

STANDINGS = {
    Lineage.NEW: gettext_lazy("new"),
    Lineage.SAME: gettext_lazy("the same here"),
    Lineage.NEWER: gettext_lazy("newer than ours"),
    Lineage.OLDER: gettext_lazy("older than ours"),
    Lineage.CONFLICT: gettext_lazy("both moved"),
}
SIGNS = {
    Lineage.NEW: "draft",
    Lineage.SAME: "current",
    Lineage.NEWER: "doubtful",
    Lineage.OLDER: "current",
    Lineage.CONFLICT: "superseded",
}
CHOSEN = {
    "keep": gettext_lazy("ours kept"),
    "doubt": gettext_lazy("noted as a doubt"),
    "theirs": gettext_lazy("theirs taken"),
}


def key_name(fingerprint: str) -> str:
    """A fingerprint as it is read out: its first half in fours, enough to tell keys apart."""
    return " ".join(fingerprint[n : n + 4] for n in range(0, 32, 4))


def whole_key(fingerprint: str) -> str:
    """All of a fingerprint, in fours."""
    return " ".join(fingerprint[n : n + 4] for n in range(0, 64, 4))


def list_finding(rows: Collection[ReceivedPack], waiting: Mapping[str, int]) -> str:
    """What has come in, in one sentence."""
    if not rows:
        return _("No pack has come in yet")
    n = sum(waiting.values())
    if not n:
        return _("Every pack that came in is settled")
    return ngettext(
        "%(n)s row of what came in waits for you",
        "%(n)s rows of what came in wait for you",
        n,
    ) % {"n": number(n)}


def waits(n: int) -> str:
    """How many rows of one pack wait."""
    if not n:
        return _("nothing waits")
    return ngettext("%(n)s row waits", "%(n)s rows wait", n) % {"n": number(n)}


def finding(page: PackPage) -> str:
    """One pack in a sentence."""
    torn, free = len(page.torn), len(page.free)
    if torn:
        return ngettext(
            "One row says otherwise than we do",
            "%(n)s rows say otherwise than we do",
            torn,
        ) % {"n": number(torn)}
    if free:
        return ngettext(
            "%(n)s row is new to us, and none contradicts us",
            "%(n)s rows are new to us, and none contradicts us",
            free,
        ) % {"n": number(free)}
    return _("Nothing in this pack waits for you")


def state(row: Offered) -> str:
    """Where a change that may be handed on counts here."""
    if row.standing.counts is Counts.WAITS:
        return _("waits here")
    published = row.standing.publication
    if published is None:
        return _("published")
    return _("published %(day)s") % {"day": day(published.published_at)}


def touch(row: ClaimRow, seen: RippleView) -> list[str]:
    """What taking theirs does here, said before anybody takes it; a sentence each."""
    things = words.resting(seen)
    if not things:
        said = [_("Nothing here rests on it: taking theirs moves the claim alone.")]
    else:
        said = [_moved(row) % {"things": things}, telling.repair(seen)]
    if seen.people:
        people = telling.so_many(seen.told_of)
        said.append(_("It concerns %(people)s, who learned it or hold a certificate on it.")
                    % {"people": people})  # fmt: skip
        said.append(_("Nobody gets a refresher: only a change says what to relearn."))
    return [text for text in said if text]


def _moved(row: ClaimRow) -> str:
    live = "current"
    held, holds = row.ours is not None and row.ours.status == live, row.theirs.status == live
    if held and not holds:
        return _(
            "Taking theirs takes it out of force here. On it rest: %(things)s. "
            "Questions and cards among them stop counting, and lessons say so."
        )
    if holds and not held:
        return _("Taking theirs puts it in force here, and with it what rests on it: %(things)s.")
    return _(
        "Taking theirs changes what it says. On it rest: %(things)s, "
        "to be read against the new words."
    )


def settled(row: Row) -> str:
    """Why a row needs nothing more."""
    if row.decision is not None:
        return _("%(what)s, %(day)s") % {
            "what": CHOSEN[row.decision.choice], "day": day(row.decision.decided_at),
        }  # fmt: skip
    return str(STANDINGS[row.row.standing])


def taken(done: Taken) -> str:
    """What taking everything new did."""
    if not done.changes and not done.claims:
        return _("There was nothing new to take.")
    said = ngettext(
        "%(n)s change arrived and waits to be published",
        "%(n)s changes arrived and wait to be published",
        done.changes,
    ) % {"n": number(done.changes)}
    said += ngettext(", with %(n)s claim.", ", with %(n)s claims.", done.claims) % {
        "n": number(done.claims)
    }
    if done.waiting:
        said += " " + _("Where both sides differ, you choose below.")
    return said


def fault(one: Fault) -> str:
    """A fault of a file: where, what, and how to mend it."""
    return f"{one.where}: {one.what} {one.mend}".strip()
