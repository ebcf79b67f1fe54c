"""What the audience's pages say: a sentence first, then the figures with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from whetstone.apps.plan.telling import told
from whetstone.core.strategy.network_fit import OWN_ALONE, OWN_SURVEY, speaks_of
from whetstone.web.wording import day, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from whetstone.apps.plan.audience_selectors import Audience, Engaged
    from whetstone.core.kernel.intervals import Estimate
    from whetstone.core.strategy.network_fit import NetworkReach

PERCENT = 100
REFERENCE_COUNTRY = "US"


@dataclass(frozen=True, slots=True)
class AudiencePage:
    """The networks of the target in words. `rows` are drawn and are the table at once."""

    title: str
    lead: str
    rows: list[dict[str, Any]]
    unknown: list[str]
    ties: list[str]
    steps: list[dict[str, str]]
    missing: list[str]
    sources: list[dict[str, Any]]
    assumes: list[str]


def audience_page(view: Audience) -> AudiencePage:
    """Everything that the page says."""
    networks = view.fit.networks if view.fit else ()
    known = [one for one in networks if one.reach.is_known]
    return AudiencePage(
        title=whole(_title(view, known)),
        lead=_lead(view, known),
        rows=[_row(one, view) for one in known],
        unknown=[one.network for one in networks if not one.reach.is_known],
        ties=[_(" and ").join(run) for run in (view.fit.tied if view.fit else ())],
        steps=[_step(one.network, one.reach, one.added) for one in view.steps],
        missing=_missing(view),
        sources=_sources(view),
        assumes=_assumes(view),
    )


def shares(estimate: Estimate) -> tuple[str, str, str]:
    """Value and both ends, out of a hundred."""
    value, low, high = (
        number(PERCENT * one) for one in (estimate.value, estimate.lo, estimate.hi)
    )
    return value, low, high


def whole(sentence: str) -> str:
    """A range in a heading stays on one line."""
    return sentence.replace("–", "\u2060–\u2060")


def _title(view: Audience, known: list[NetworkReach]) -> str:
    if not view.segments:
        return _("Which networks do they use?")
    if not known:
        return _("Cannot tell yet which networks they use")
    told_apart = [one for one in known if _is_unusual(one, view)]
    one = max(told_apart, key=lambda row: _points_over(row, view), default=known[0])
    value, low, high = shares(one.reach)
    facts = {"share": value, "low": low, "high": high, "network": one.network}
    if one.index is None:
        return _("About %(share)s of 100 use %(network)s (%(low)s–%(high)s)") % facts
    facts["index"] = number(one.index)
    said = _("About %(share)s of 100 use %(network)s (%(low)s–%(high)s), index %(index)s")
    return said % facts


def _points_over(one: NetworkReach, view: Audience) -> float:
    """How many more use it than of everyone: a small network's index is soon large."""
    return one.reach.value - view.everyone.get(one.network, one.reach.value)


def _is_unusual(one: NetworkReach, view: Audience) -> bool:
    """More use it than of everyone, beyond the interval."""
    return one.reach.lo > view.everyone.get(one.network, 1.0)


def _lead(view: Audience, known: list[NetworkReach]) -> str:
    if not view.segments:
        return _("Say whom you want to reach. The shares come from dated surveys, or from you.")
    if not known:
        return _("No table here speaks of all parts of the target. Bring a source of your own.")
    names = _(", ").join(one.name for one in view.segments)
    value, low, high = shares(known[0].reach)
    return _(
        "Your target: %(names)s. %(network)s is the widest: %(share)s of 100 (%(low)s–%(high)s). "
        "An index of 100 is like everyone. To use a network is not to listen to you there."
    ) % {"names": names, "network": known[0].network, "share": value, "low": low, "high": high}


def _row(one: NetworkReach, view: Audience) -> dict[str, Any]:
    value, low, high = shares(one.reach)
    said = _("%(share)s (%(low)s–%(high)s)") % {"share": value, "low": low, "high": high}
    everyone = view.everyone.get(one.network)
    return {
        "network": one.network,
        "p": PERCENT * one.reach.value,
        "lo": PERCENT * one.reach.lo,
        "hi": PERCENT * one.reach.hi,
        "need": None if everyone is None else PERCENT * everyone,
        "said": said,
        "index": "–" if one.index is None else number(one.index),
        "n": number(one.reach.n),
        "basis": _basis(one),
    }


def _basis(one: NetworkReach) -> str:
    if one.reach.reason == OWN_ALONE:
        return _("your survey alone, 90 %")
    if one.reach.reason == OWN_SURVEY:
        return _("reference and your survey, 90 %")
    return _("reference, 95 %")


def _step(network: str, reach: Estimate, added: Estimate) -> dict[str, str]:
    said = _("%(value)s (%(low)s–%(high)s)")
    keys = ("value", "low", "high")
    return {
        "network": network,
        "reach": said % dict(zip(keys, shares(reach), strict=True)),
        "added": said % dict(zip(keys, shares(added), strict=True)),
    }


def _missing(view: Audience) -> list[str]:
    found = [speaks_of(REFERENCE_COUNTRY, country) for country in view.unknown]
    said = [told(one) for one in found if one is not None]
    if REFERENCE_COUNTRY in view.unknown:
        said.append(_("A group of the target stands in no table. Bring a source of your own."))
    return said


def _sources(view: Audience) -> list[dict[str, Any]]:
    return [
        {
            "text": one.text,
            "facts": _("%(year)s, %(n)s asked") % {"year": str(one.year), "n": number(one.asked)},
            "assumed": one.is_assumed,
            "claim": one.claim,
            "live": one.is_live,
        }
        for one in view.sources
    ]


def _assumes(view: Audience) -> list[str]:
    said = [_("Each interval is widened by a design effect of 1.93: an assumption.")]
    if view.is_crossed:
        said.append(
            _(
                "Two groups at once are put together from their one-way tables: assumed is that "
                "neither changes how the other uses a network."
            )
        )
    if any(one.is_assumed for one in view.sources):
        said.append(_("How many of a group were asked was not seen; its size is assumed."))
    if view.surveys:
        said.append(_("Your own answers count against 20 of the reference: an assumption."))
    return said


@dataclass(frozen=True, slots=True)
class EngagersPage:
    """Who engages, in words."""

    title: str
    lead: str
    tables: list[dict[str, Any]]


def engagers_page(tables: Iterable[Engaged]) -> EngagersPage:
    """Everything that the page says."""
    shown = [_table(one) for one in tables]
    if not shown:
        return EngagersPage(
            _("Who engages, and is it whom you want?"),
            _("Paste a network's own table by age or gender. Nobody's traits are guessed."),
            [],
        )
    return EngagersPage(
        shown[0]["headline"],
        _("As the networks' own tables say. Nobody's traits are guessed."),
        shown,
    )


def _table(one: Engaged) -> dict[str, Any]:
    value, low, high = shares(one.mix.overlap)
    facts = {"share": value, "low": low, "high": high, "network": one.row.network}
    said = _("%(share)s of 100 on %(network)s look like your target (%(low)s–%(high)s)")
    reasons = [*one.mix.reasons, *(reason for group in one.mix.groups for reason in group.reasons)]
    return {
        "headline": whole(said % facts),
        "name": _("%(network)s, %(day)s") % {"network": one.row.network, "day": day(one.row.on)},
        "split": [told(reason) for reason in one.split.reasons],
        "groups": [_group(group) for group in one.mix.groups],
        "reasons": [told(reason) for reason in reasons if reason.code != "like_target"],
        "source": _("%(source)s, %(day)s; %(n)s people")
        % {"source": one.row.source, "day": day(one.row.on), "n": number(one.row.people)},
        "rounded": one.row.is_rounded,
    }


def _group(group: Any) -> dict[str, Any]:
    value, low, high = shares(group.engaged)
    return {
        "name": group.group,
        "p": PERCENT * group.engaged.value,
        "lo": PERCENT * group.engaged.lo,
        "hi": PERCENT * group.engaged.hi,
        "need": PERCENT * group.target,
        "said": _("%(share)s (%(low)s–%(high)s)") % {"share": value, "low": low, "high": high},
        "wanted": number(PERCENT * group.target),
        "index": "–" if group.index is None else number(group.index),
    }
