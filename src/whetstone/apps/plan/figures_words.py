"""Figures of the networks in words: what a file is, what is wrong in it, what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.apps.keepup.words import network_name as _network_name
from whetstone.formats.networks import FLAWS as PLAIN_FLAWS
from whetstone.web.wording import day, figure, number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.utils.functional import _StrPromise

    from whetstone.apps.plan.figures_models import Upload, UploadFlaw

    Says = tuple[str, str]

ERAS: Final[dict[str, str | _StrPromise]] = {
    "instagram-impressions": gettext_lazy(
        "How often a post was on a screen; ended as the main figure when views came."
    ),
    "instagram-views-2024-08": gettext_lazy(
        "How often a post was played or shown, of every kind of post, repeats counted."
    ),
    "instagram-plays": gettext_lazy(
        "How often a reel or video was started; other posts had no views."
    ),
    "instagram-reach": gettext_lazy("How many accounts saw it at least once."),
    "instagram-navigation-2024-01": gettext_lazy(
        "Taps forward, back, to the next story and exits, as one figure."
    ),
    "facebook-impressions": gettext_lazy(
        "How often a post was on a screen; removed from Page Insights when views came."
    ),
    "facebook-views-2025-11-15": gettext_lazy(
        "How often a post was played or shown, of every kind of post, repeats counted."
    ),
    "facebook-views-first": gettext_lazy(
        "Views while impressions were still counted beside them."
    ),
    "facebook-reach": gettext_lazy("How many accounts saw it at least once."),
    "youtube-views-2025-03-31": gettext_lazy(
        "A view of a Short is every start or replay; of other videos, a playback that counts."
    ),
    "youtube-views": gettext_lazy(
        "A playback that counts; a Short had to be watched for a while."
    ),
    "youtube-thumbnail-impressions": gettext_lazy(
        "How often a thumbnail was shown on YouTube; not views, and not other pages."
    ),
    "x-impressions": gettext_lazy("How often a post was on a screen on X."),
    "linkedin-impressions": gettext_lazy(
        "How often a post was on a screen of somebody signed in."
    ),
    "tiktok-views": gettext_lazy("How often a video was started, repeats counted."),
}
"""What each way of counting counts."""
BLANK_AT_0: Final = frozenset({"duration"})
"""What a picture does not have: it is not said of it."""
_IN_PER_CENT: Final = ("_rate", "_share", "_share_viewed", "_not_swiped")
_UNITS: Final = {"duration": "s", "average_view_duration": "s", "watch_time": "h"}
FATES: Final[dict[str, str | _StrPromise]] = {
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("changed"),
    "same": gettext_lazy("as known"),
    "refused": gettext_lazy("refused"),
}
METRICS: Final[dict[str, str | _StrPromise]] = {
    "views": gettext_lazy("views"),
    "impressions": gettext_lazy("impressions"),
    "reach": gettext_lazy("people reached"),
    "likes": gettext_lazy("likes"),
    "reactions": gettext_lazy("reactions"),
    "comments": gettext_lazy("comments"),
    "replies": gettext_lazy("replies"),
    "shares": gettext_lazy("shares"),
    "saves": gettext_lazy("saves"),
    "clicks": gettext_lazy("clicks"),
    "link_taps": gettext_lazy("link taps"),
    "profile_visits": gettext_lazy("profile visits"),
    "follows": gettext_lazy("follows"),
    "followers": gettext_lazy("followers"),
    "engagements": gettext_lazy("engagements"),
    "watch_time": gettext_lazy("watch time"),
    "spend": gettext_lazy("money spent"),
    "conversions": gettext_lazy("conversions"),
    "sessions": gettext_lazy("sessions"),
}
"""Figures that a mapping can name; others are written as their file's format names them."""
_NETWORKS: Final = {"mastodon": "Mastodon", "bluesky": "Bluesky", "ga4": "Google Analytics 4"}
NETWORKS: Final = (
    "instagram", "facebook", "x", "linkedin", "tiktok", "youtube", "pinterest", "threads",
    "mastodon", "bluesky", "reddit", "snapchat", "web",
)  # fmt: skip
HOLDS: Final[dict[str, str | _StrPromise]] = {
    "post_id": gettext_lazy("the post's own id"),
    "published": gettext_lazy("when the post went out"),
    "on": gettext_lazy("the day that the figures are of"),
    "kind": gettext_lazy("the kind of post"),
    "text": gettext_lazy("the text of the post"),
    "link": gettext_lazy("the address of the post"),
    "part": gettext_lazy("the part of the account (a source, an ad group)"),
    "dimension": gettext_lazy("a group of the audience"),
}

_FLAWS: Final[dict[str, Callable[[str], Says]]] = {
    "ruined_id": lambda said: (
        _("A spreadsheet rounded the id (%(said)s): its last digits are lost.") % {"said": said},
        _("Export again, and choose the file here before a spreadsheet opens it."),
    ),
    "rounded_ids": lambda said: (
        _("Most ids end in zeros, as a spreadsheet leaves them (%(said)s).") % {"said": said},
        _("Export again, and choose the file here before a spreadsheet opens it."),
    ),
    "no_id": lambda _said: (
        _("Nothing tells this post from another."),
        _("Export with the post's id or its address."),
    ),
    "twice": lambda said: (
        _("This post stands twice in the file, first in row %(said)s.") % {"said": said},
        _("Look at both rows, and keep one."),
    ),
    "no_number": lambda said: (
        _("“%(said)s” is no number.") % {"said": said},
        _("Look at the row: its cells may have moved."),
    ),
    "comma": lambda said: (
        _("“%(said)s” is written with a comma before its fraction.") % {"said": said},
        _("Numbers are read as 1,234.5: export in English, or save the sheet that way."),
    ),
    "no_count": lambda said: (
        _("“%(said)s” is no whole number, and this column counts.") % {"said": said},
        _("A point may part its thousands: export in English, or write 1234."),
    ),
    "below_none": lambda said: (
        _("%(said)s is less than none.") % {"said": said},
        _("Look at the row: its cells may have moved."),
    ),
    "later": lambda said: (
        _("The day %(said)s comes after the file was exported.") % {"said": said},
        _("Look at the day of the export, and at which comes first in its dates."),
    ),
    "formula": lambda said: (
        _("“%(said)s” is a formula, and no value.") % {"said": said},
        _("Save the values in its place, or export again."),
    ),
    "no_date": lambda said: (
        _("“%(said)s” is no date that is known here.") % {"said": said},
        _("Write it as 2026-11-29."),
    ),
    "undated": lambda _said: (
        _("The post has no date."),
        _("It is taken, and left out wherever a time is asked."),
    ),
    "no_year": lambda said: (
        _("“%(said)s” has no year.") % {"said": said},
        _("Say which days the export covers; the year follows."),
    ),
    "two_days": lambda said: (
        _("“%(said)s” may be more than one day of the export.") % {"said": said},
        _("Export a shorter time."),
    ),
    "outside": lambda said: (
        _("“%(said)s” falls outside the days of the export.") % {"said": said},
        _("Look at the days of the export again."),
    ),
    "day_or_month": lambda said: (
        _("“%(said)s” may be day and month, or month and day.") % {"said": said},
        _("Say which comes first."),
    ),
    "other_order": lambda said: (
        _("“%(said)s” cannot be month and day, as this export is known to write.")
        % {"said": said},
        _("Say that the day comes first, and read the whole file again."),
    ),
    "boost": lambda _said: (
        _("The post is somebody else's, passed on."),
        _("Its figures belong to its author."),
    ),
    "no_status": lambda _said: (_("The entry is no post."), _("Export the posts again.")),
    "no_group": lambda _said: (
        _("The row names no group."),
        _("Look at the row: its cells may have moved."),
    ),
    "few_cells": lambda _said: (
        _("The row has fewer cells than the header."),
        _("A quotation mark may be open here or in the row before."),
    ),
    "many_cells": lambda _said: (
        _("The row has more cells than the header."),
        _("A quotation mark may stand inside a text."),
    ),
    "total_differs": lambda said: (
        _("The file's own total and its rows differ by more than 0.5 %% (%(said)s).")
        % {"said": said},
        _("See whether the export is whole. The rows are what counts here."),
    ),
    "cut": lambda said: (
        _("The network cut the export short: “%(said)s”.") % {"said": said},
        _("Export a shorter time to have all of it."),
    ),
    "left_out": lambda said: (
        _("A table of the file is not known here and was left out: “%(said)s”.") % {"said": said},
        _("Save it as a file of its own to say what its columns hold."),
    ),
}  # fmt: skip


def network_name(network: str) -> str:
    """How a network is written."""
    if network == "web":
        return str(_("Own website"))
    return _NETWORKS.get(network) or _network_name(network)


def metric_name(metric: str) -> str:
    """How a figure is called."""
    return str(METRICS.get(metric, metric.replace("_", " ")))


def way_of(era: str) -> str:
    """What a way of counting counts; empty where it is not known."""
    return str(ERAS.get(era, ""))


def flaw(one: UploadFlaw) -> Says:
    """What is wrong, and what mends it."""
    says = _FLAWS.get(one.code)
    if says is not None:
        return says(one.shown)
    what, mend = PLAIN_FLAWS.get(one.code, (one.code, ""))
    return what.replace("{shown}", one.shown), mend


def has_words(code: str) -> bool:
    """Whether a code of a flaw can be said."""
    return code in _FLAWS


def figures(held: Mapping[str, float]) -> str:
    """Figures of one thing in a line; unknown ones are not in it."""
    said = [
        f"{metric_name(name)} {_value(value, name)}"
        for name, value in held.items()
        if name not in BLANK_AT_0 or value
    ]
    return " · ".join(said) or str(_("nothing known"))


def moved(rows: Iterable[tuple[str, float | None, float]]) -> str:
    """What figures were and are: "views 145 → 160"; what stays is said once."""
    return " · ".join(
        f"{metric_name(name)} {_value(now, name)}"
        if before is None or before == now
        else f"{metric_name(name)} {_value(before, name)} → {_value(now, name)}"
        for name, before, now in rows
    )


def _value(value: float, name: str = "") -> str:
    said = figure(value) if float(value).is_integer() else number(value, decimals=2)
    unit = "%" if name.endswith(_IN_PER_CENT) else _UNITS.get(name, "")
    return f"{said}\u00a0{unit}" if unit else said


def what_file(one: Upload) -> str:
    """What a file is, in a few words."""
    if not one.network:
        return str(_("not known yet"))
    if one.by_mapping:
        return _("%(network)s, by your mapping") % {"network": network_name(one.network)}
    return network_name(one.network)


def brought(counts: Mapping[str, int]) -> str:
    """What a file would bring or has brought: "12 posts, 3 days"."""
    return _listed(counts, "new") or str(_("nothing new"))


def changed(counts: Mapping[str, int]) -> str:
    """What a file changed: "3 posts"; empty where nothing."""
    return _listed(counts, "changed")


def _listed(counts: Mapping[str, int], fate: str) -> str:
    n = {kind: counts.get(f"{kind}_{fate}", 0) for kind in ("post", "day", "group")}
    said = []
    if n["post"]:
        said.append(ngettext("%(n)s post", "%(n)s posts", n["post"]) % {"n": number(n["post"])})
    if n["day"]:
        said.append(
            ngettext("%(n)s row of days", "%(n)s rows of days", n["day"]) % {"n": number(n["day"])}
        )
    if n["group"]:
        said.append(
            ngettext("%(n)s group of people", "%(n)s groups of people", n["group"])
            % {"n": number(n["group"])}
        )
    return ", ".join(said)


def finding(one: Upload) -> str:
    """A file that was looked at, in one sentence."""
    counts = one.counts
    if counts.get("refused") and not any(counts.get(fate) for fate in ("new", "changed", "same")):
        return str(_("No row of this file can be taken"))
    if not counts.get("new") and not counts.get("changed"):
        return str(_("Nothing in this file is new"))
    news, others = _listed(counts, "new"), _listed(counts, "changed")
    if news and others:
        return _("It would bring %(new)s and change %(changed)s") % {
            "new": news,
            "changed": others,
        }
    if news:
        return _("It would bring %(new)s") % {"new": news}
    return _("It would change %(changed)s") % {"changed": others}


def share_done(one: Upload) -> float | None:
    """How much of a file that waits is done, of 1; None where nothing of it can be told yet."""
    if one.state == one.State.TAKING:
        of = sum(one.counts.get(fate, 0) for fate in FATES if fate != "refused")
        return min(1.0, one.done / of) if of else None
    read = one.counts.get("bytes", 0)
    return read / one.size if read and one.size else None


def done(one: Upload) -> str:
    """A file that was taken, in one sentence."""
    news, others = _listed(one.counts, "new"), _listed(one.counts, "changed")
    if news and others:
        return _("%(new)s came in, %(changed)s changed") % {"new": news, "changed": others}
    if news:
        return _("%(new)s came in") % {"new": news}
    if others:
        return _("%(changed)s changed") % {"changed": others}
    return str(_("Nothing changed: all of it was known"))


def totals(rows: Iterable[list[Any]]) -> list[tuple[str, str, str, str, bool]]:
    """(column, the file's total, the sum of its rows, in words, differs by more than 0.5 %)."""
    found = []
    for column, stated, summed in rows:
        apart = abs(stated - summed)
        is_far = apart > 0.005 * max(abs(stated), abs(summed))
        if not apart:
            said = str(_("the same"))
        elif is_far:
            said = str(_("more than 0.5 % apart: the export may not be whole"))
        else:
            said = _("%(n)s apart, less than 0.5 %%") % {"n": _value(apart)}
        found.append((column, _value(stated), _value(summed), said, is_far))
    return found


def span(first: Any, last: Any) -> str:
    """From one day to another."""
    if not first or not last:
        return str(_("no date"))
    return f"{day(first)} – {day(last)}"


def headline(networks: Iterable[Any]) -> str:
    """What is here, as a sentence."""
    found = list(networks)
    n = sum(one.posts for one in found)
    if not n:
        return str(_("Days and groups are here, and no post yet"))
    said = ngettext("%(n)s post is here", "%(n)s posts are here", n) % {"n": number(n)}
    names = [network_name(one.network) for one in found if one.posts]
    return _("%(posts)s, of %(networks)s") % {"posts": said, "networks": ", ".join(names)}


def span_end(on: Any) -> str:
    """A day, or that there is none."""
    return day(on) if on else str(_("no date"))
