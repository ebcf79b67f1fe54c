"""What the pages of the networks' figures show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.plan import figures_selectors
from whetstone.apps.plan import figures_words as words
from whetstone.apps.plan.figures_forms import AnswersForm, MappingForm
from whetstone.apps.plan.figures_selectors import Rule
from whetstone.apps.plan.figures_staging import NEEDS_MAPPING
from whetstone.web.wording import number, percent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from whetstone.apps.plan.figures_models import Upload
    from whetstone.apps.plan.figures_selectors import Coverage

HOW_TO_EXPORT: Final = (
    ("Instagram, Facebook", gettext_lazy(
        "Meta Business Suite, Insights, Content, Export data: posts and stories, lifetime figures."
    )),
    ("X", gettext_lazy("Analytics, Content or Overview, the download button: a CSV file.")),
    ("LinkedIn", gettext_lazy("The page's Analytics, Content, Export: a workbook.")),
    ("TikTok", gettext_lazy("TikTok Studio, Analytics, Download data: CSV, as a zip too.")),
    ("YouTube", gettext_lazy("YouTube Studio, Analytics, Advanced mode, Export: the whole zip.")),
    ("Pinterest", gettext_lazy("Ads, Reporting, Export: a CSV file.")),
    ("Google Analytics 4", gettext_lazy("A report, Share, Download file, CSV.")),
    ("Mastodon", gettext_lazy("The statuses of the account as JSON.")),
)  # fmt: skip
"""Where each network has its export. Menus move: what counts is the file that comes out."""
ORDER: Final = ("new", "changed", "same")


def questions(one: Upload) -> list[str]:
    """What a file asks; of one that was read, what may be answered otherwise."""
    if one.state != one.State.READY:
        return list(one.report.get("questions", []))
    codes = {*one.report.get("codes", [])}
    return [
        asked
        for asked, is_asked in (
            ("zone", one.options.get("zone") or one.report.get("zone")),
            ("year", one.options.get("window") or codes & _ABOUT_YEARS),
            ("day_first", "day_first" in one.options or codes & _ABOUT_ORDER),
        )
        if is_asked
    ]


_ABOUT_YEARS: Final = {"no_year", "outside", "two_days"}
_ABOUT_ORDER: Final = {"day_or_month", "other_order"}


def asking_form(
    one: Upload, given: Mapping[str, Any] | None, *, today: dt.date
) -> MappingForm | AnswersForm:
    """The form of what a file asks: its columns first, then the rest."""
    asked = questions(one)
    is_mapping = NEEDS_MAPPING in asked if given is None else "mapping" in given
    if is_mapping:
        return MappingForm(given, upload=one)
    return AnswersForm(given, upload=one, questions=asked, today=today)


def as_options(form: MappingForm | AnswersForm) -> dict[str, Any]:
    """Answers as they are kept with the file."""
    if isinstance(form, MappingForm):
        return {"network": form.cleaned_data["network"], "mapping": form.mapping}
    return form.options


def upload_page(one: Upload, *, form: Any, today: dt.date) -> dict[str, Any]:
    """Everything that a file's page says."""
    asks = one.state in {one.State.ASKING, one.State.READY}
    return {
        "one": one,
        "form": form or (asking_form(one, None, today=today) if asks else None),
        "mapping_form": MappingForm(None, upload=one) if one.by_mapping and asks else None,
        "is_mapping": isinstance(form, MappingForm) or NEEDS_MAPPING in questions(one),
        "samples": samples(one),
        "shown": [
            (fate, row) for fate in ORDER for row in one.report.get("shown", {}).get(fate, [])
        ],
        "flaws": [(flaw, *words.flaw(flaw)) for flaw in figures_selectors.flaws_of(one.pk)]
        if one.counts.get("flaws") and one.state == one.State.READY
        else [],
        "totals": words.totals(one.report.get("totals", [])),
        "words": words,
    }


def samples(one: Upload) -> list[tuple[str, str]]:
    """(header, a few of its cells) of the file's columns."""
    rows = one.report.get("samples", [])
    return [
        (header, " · ".join(row[place] for row in rows if place < len(row) and row[place]))
        for place, header in enumerate(one.report.get("headers", []))
    ]


def fault_lines(upload_id: int) -> Iterator[list[str]]:
    """Every fault as a file for a spreadsheet, with a head; memory does not grow."""
    yield ["row", "column", "what", "mend", "left out"]
    for flaw in figures_selectors.every_flaw(upload_id):
        what, mend = words.flaw(flaw)
        yield [str(flaw.line), flaw.column, what, mend, "yes" if flaw.refuses else "no"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which posts a page shows."""

    rule: Rule
    belongs: str

    @property
    def base(self) -> str:
        """The address of the same posts, ready for another page."""
        said = {
            "network": self.rule.network, "kind": self.rule.kind, "campaign": self.belongs,
        }  # fmt: skip
        return "?" + urlencode({k: v for k, v in said.items() if v}) + "&"

    def with_(self, **other: str) -> str:
        """The address of other posts, from the first page."""
        said = {
            "network": self.rule.network, "kind": self.rule.kind, "campaign": self.belongs,
        } | other  # fmt: skip
        return "?" + urlencode({k: v for k, v in said.items() if v})


def asked(given: Mapping[str, str]) -> Asked:
    """Which posts an address asks for."""
    rule = Rule(network=given.get("network", "")[:40], kind=given.get("kind", "")[:60])
    return Asked(rule, given.get("campaign", "")[:12])


def coverage_words(found: Coverage) -> dict[str, str] | None:
    """Alignment coverage in words; None where no post is here."""
    if found.share is None:
        return None
    said = _("%(n)s of %(all)s posts serve a business goal (%(share)s)") % {
        "n": number(found.aligned), "all": number(found.posts), "share": percent(found.share),
    }  # fmt: skip
    if found.reach_share is None:
        reach = _("How much of the reach does: cannot tell, no file here gives reach.")
    else:
        reach = _(
            "Of the reach %(share)s does: %(n)s of %(all)s posts have one. Posts are added up, so "
            "somebody reached twice counts twice."
        ) % {
            "share": percent(found.reach_share), "n": number(found.with_reach),
            "all": number(found.posts),
        }  # fmt: skip
    source = _(
        "Counted from all posts that were brought in, %(span)s, as of %(seen)s; a count of all "
        "has no interval."
    ) % {
        "span": words.span(found.first, found.last),
        "seen": words.span_end(found.seen_on),
    }  # fmt: skip
    return {"said": said, "reach": reach, "source": source}
