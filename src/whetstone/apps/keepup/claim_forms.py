"""What editors type about claims and changes, checked all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.keepup import words
from whetstone.apps.keepup.claim_words import half_life_help, short
from whetstone.apps.keepup.selectors import Asked, Whose

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from django.http import QueryDict

    from whetstone.apps.keepup.selectors import ClaimPage
    from whetstone.core.kernel.errors import Faults
    from whetstone.web.request import Actor

LONGEST_STATEMENT = 400
LONGEST_REASON = 300
HERE, FOR_ALL = "here", "all"
PLACES = {"source": "source_title", "evidence": "source_title", "does": "claims"}
"""Boxes that are called otherwise than the fact they hold."""
EFFECTS = {
    "supersedes": gettext_lazy("Something takes its place"),
    "retires": gettext_lazy("It ends, and nothing takes its place"),
    "doubts": gettext_lazy("It is in doubt"),
    "creates": gettext_lazy("Nothing ends; something new holds"),
}


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def _choose(form: forms.Form, name: str, options: Any) -> None:
    found = form.fields[name]
    assert isinstance(found, forms.ChoiceField)
    found.choices = options


def take_faults(form: forms.Form, faults: Faults) -> None:
    """Say the facts of a refused act at the boxes they are about."""
    for fault in faults.faults:
        text = f"{fault.what[:1].upper()}{fault.what[1:]}: {fault.mend}".rstrip(": ") + "."
        where = PLACES.get(fault.where, fault.where)
        form.add_error(where if where in form.fields else None, text)


class LedgerForm(forms.Form):
    """What to look for in the ledger, and as of which two days."""

    words = forms.CharField(required=False, max_length=80)
    network = forms.CharField(required=False, max_length=40)
    kind = forms.CharField(required=False, max_length=12)
    status = forms.CharField(required=False, max_length=12)
    whose = forms.ChoiceField(required=False, choices=[("", ""), *((w, w) for w in Whose)])
    known = forms.DateField(required=False)
    on = forms.DateField(required=False)
    page = forms.IntegerField(required=False, min_value=1)

    @property
    def asked(self) -> Asked:
        """What was asked; a box that cannot be read asks nothing."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return Asked(**found)


class SourceFields(forms.Form):
    """Where it was read, and when."""

    source_title = forms.CharField(
        label=gettext_lazy("What you read"),
        max_length=200,
        help_text=gettext_lazy("The title of the page, letter or rule."),
    )
    publisher = forms.CharField(label=gettext_lazy("Who says so"), max_length=120, required=False)
    url = forms.URLField(
        label=gettext_lazy("Its address"), max_length=500, required=False, assume_scheme="https"
    )
    accessed = _day(label=gettext_lazy("Day you read it"))
    primary = forms.BooleanField(
        label=gettext_lazy("First hand: whoever decides it says so"), required=False
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("accessed", today)
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_accessed(self) -> dt.date | None:
        """Nobody has read anything on a day that has not been."""
        day: dt.date | None = self.cleaned_data["accessed"]
        if day is not None and day > self.today:
            raise ValidationError(_("This day has not been yet."))
        return day

    @property
    def source(self) -> field.Source | None:
        """The source; None where it has no title."""
        said = self.cleaned_data
        if not said.get("source_title"):
            return None
        return field.Source(
            title=said["source_title"],
            accessed=said.get("accessed") or self.today,
            publisher=said.get("publisher", ""),
            url=said.get("url", ""),
            primary=said.get("primary", False),
        )


class ClaimForm(SourceFields):
    """A claim of the workspace's own."""

    statement = forms.CharField(
        label=gettext_lazy("What holds, in one sentence"),
        max_length=LONGEST_STATEMENT,
        widget=_lines(3),
        help_text=gettext_lazy("One thing that can stop being true."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("It is a"), initial="practice")
    network = forms.CharField(
        label=gettext_lazy("Network"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Empty where it is about none, or about several."),
        widget=forms.TextInput({"list": "networks"}),
    )
    as_of = _day(
        label=gettext_lazy("Checked on"),
        required=False,
        help_text=gettext_lazy("Empty: on the day it was read."),
    )
    held_from = _day(label=gettext_lazy("It holds since"), required=False)
    confidence = forms.ChoiceField(label=gettext_lazy("How sure"), initial="medium")
    half_life_months = forms.FloatField(
        label=gettext_lazy("Half-life in months"), required=False, min_value=1, max_value=240
    )
    field_order = (
        "statement", "kind", "network", "source_title", "publisher", "url", "accessed", "primary",
        "as_of", "held_from", "confidence", "half_life_months",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "kind", words.CLAIM_KINDS.items())
        _choose(self, "confidence", words.CONFIDENCE.items())
        self.fields["half_life_months"].help_text = half_life_help()

    def clean_network(self) -> str:
        """A known network under its own name, any other as it was typed."""
        return network_key(self.cleaned_data["network"])

    def clean_as_of(self) -> dt.date | None:
        """Nobody has checked anything on a day that has not been."""
        day: dt.date | None = self.cleaned_data["as_of"]
        if day is not None and day > self.today:
            raise ValidationError(_("This day has not been yet."))
        return day

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        names = (
            "statement", "kind", "network", "as_of", "held_from", "confidence",
            "half_life_months",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names} | {"source": self.source}


def network_key(typed: str) -> str:
    """How the ledger names a network that somebody typed."""
    said = " ".join(typed.split()).casefold()
    known: Mapping[str, str] = {str(name).casefold(): key for key, name in words.NETWORKS.items()}
    return known.get(said, said)


class ChangeForm(SourceFields):
    """A change of the workspace's own, and what it does to claims."""

    title = forms.CharField(label=gettext_lazy("What changed, in one line"), max_length=160)
    summary = forms.CharField(
        label=gettext_lazy("What is different now"), max_length=1000, widget=_lines(3)
    )
    network = forms.CharField(
        label=gettext_lazy("Network"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Empty where it is about none, or about several."),
        widget=forms.TextInput({"list": "networks"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("It is a"))
    severity = forms.ChoiceField(label=gettext_lazy("How much it matters"), initial="minor")
    happened_on = forms.CharField(
        label=gettext_lazy("When it happened"),
        max_length=10,
        help_text=gettext_lazy("2026-11-23, or 2026-11, or 2026: as exact as the source is."),
    )
    effect = forms.ChoiceField(label=gettext_lazy("What it does"))
    claims = forms.MultipleChoiceField(
        label=gettext_lazy("to these claims"),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
        help_text=gettext_lazy("All that no longer hold as they are written."),
    )
    successor = forms.ChoiceField(
        label=gettext_lazy("What takes their place"),
        required=False,
        help_text=gettext_lazy("A claim that stands in the ledger, or a new one below."),
    )
    new_statement = forms.CharField(
        label=gettext_lazy("What holds now, in one sentence"),
        max_length=LONGEST_STATEMENT,
        required=False,
        widget=_lines(3),
    )
    new_kind = forms.ChoiceField(
        label=gettext_lazy("This new claim is a"), required=False, initial="practice"
    )
    relearn_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes to relearn it"), min_value=0, max_value=120, initial=5
    )
    do_instead = forms.CharField(
        label=gettext_lazy("What to do instead"), max_length=400, required=False, widget=_lines(2)
    )
    field_order = (
        "title", "summary", "network", "kind", "severity", "happened_on", "source_title",
        "publisher", "url", "accessed", "primary", "effect", "claims", "successor",
        "new_statement", "new_kind", "relearn_minutes", "do_instead",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, for_all: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, today=actor.today, **kwargs)
        options = claim_options(None if for_all else actor.workspace_id, actor.today)
        _choose(self, "kind", words.KINDS.items())
        _choose(self, "severity", words.SEVERITIES.items())
        _choose(self, "effect", EFFECTS.items())
        _choose(self, "claims", options)
        _choose(self, "successor", [("", _("nothing named")), *options])
        _choose(self, "new_kind", words.CLAIM_KINDS.items())

    def clean_network(self) -> str:
        """A known network under its own name, any other as it was typed."""
        return network_key(self.cleaned_data["network"])

    def clean(self) -> dict[str, Any]:
        """The effect says which boxes are needed."""
        said: dict[str, Any] = super().clean() or {}
        effect, named = said.get("effect"), said.get("claims")
        new = bool(said.get("new_statement"))
        if effect == "creates" and not new:
            self.add_error("new_statement", _("Write what holds now."))
        if effect not in {None, "creates"} and not named and "claims" not in self.errors:
            self.add_error("claims", _("Name at least one claim."))
        if effect == "supersedes" and not new and not said.get("successor"):
            self.add_error("successor", _("Name what takes their place, or write it below."))
        if new and said.get("successor"):
            self.add_error("successor", _("Name one, or write a new one: not both."))
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        names = (
            "title", "summary", "network", "kind", "severity", "happened_on", "relearn_minutes",
            "do_instead",
        )  # fmt: skip
        said = self.cleaned_data
        does = [
            field.Does(said["effect"], slug, said["successor"])
            for slug in said["claims"]
            if said["effect"] != "creates"
        ]
        brings = None
        if said["new_statement"]:
            brings = field.NewClaim(said["new_statement"], said["new_kind"] or "practice")
        facts = {name: said[name] for name in names}
        return facts | {"evidence": [self.source], "does": does, "brings": brings}


def claim_options(workspace_id: int | None, today: dt.date) -> list[tuple[str, Any]]:
    """Claims that have not gone, by network, as a select shows them; None: everybody's."""
    states = ledger.ledger(workspace_id, on=today).states
    rows = ledger.claims(workspace_id, {s for s, state in states.items() if not state.is_gone})
    groups: dict[str, list[tuple[str, str]]] = {}
    for slug, row in sorted(rows.items(), key=lambda one: one[1].statement.casefold()):
        groups.setdefault(words.network_name(row.claim.network), []).append(
            (slug, short(row.statement))
        )
    return sorted(groups.items())


class Said(forms.Form):
    """What an editor says of a claim, for this workspace."""

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        raise NotImplementedError

    def ledger_of(self, actor: Actor) -> int | None:
        """Which ledger is written: the workspace's, or everybody's (None)."""
        return actor.workspace_id


class PlainForm(Said):
    """An act that needs no words."""

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return {}


class WordForm(Said):
    """An editor's word on a claim; the scope is asked of somebody who edits for all."""

    scope = forms.ChoiceField(
        label=gettext_lazy("For whom"),
        required=False,
        choices=[
            (HERE, gettext_lazy("for this workspace")),
            (FOR_ALL, gettext_lazy("for everybody")),
        ],
        initial=HERE,
    )

    def ledger_of(self, actor: Actor) -> int | None:
        """Which ledger is written: the workspace's, or everybody's (None)."""
        return None if self.cleaned_data.get("scope") == FOR_ALL else actor.workspace_id


class ReasonForm(WordForm):
    """Why it is doubted, or why the doubt is settled."""

    reason = forms.CharField(
        label=gettext_lazy("Why, in one sentence"), max_length=LONGEST_REASON, widget=_lines(2)
    )
    field_order = ("reason", "scope")

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return {"reason": self.cleaned_data["reason"]}


class ReadingAgainForm(SourceFields, WordForm):
    """The source was read again and still says so; or another source says so now."""

    note = forms.CharField(label=gettext_lazy("A note"), max_length=LONGEST_REASON, required=False)
    field_order = ("accessed", "source_title", "publisher", "url", "primary", "note", "scope")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source_title"].required = False
        self.fields["source_title"].help_text = _("Only where it is another source than before.")

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        said = self.cleaned_data
        return {"accessed": said["accessed"], "source": self.source, "note": said["note"]}


class OverrideForm(SourceFields, Said):
    """What holds here instead of what everybody reads, and why."""

    status = forms.ChoiceField(
        label=gettext_lazy("Here"),
        choices=[
            ("current", gettext_lazy("this holds")),
            ("retired", gettext_lazy("this does not hold")),
        ],
    )
    statement = forms.CharField(
        label=gettext_lazy("What holds here, in one sentence"),
        max_length=LONGEST_STATEMENT,
        widget=_lines(3),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is different here"), max_length=LONGEST_REASON, widget=_lines(2)
    )
    field_order = (
        "status", "statement", "reason", "source_title", "publisher", "url", "accessed", "primary",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source_title"].required = False
        self.fields["accessed"].required = False
        self.fields["source_title"].help_text = _("Needed where the sentence is another one.")

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        said = self.cleaned_data
        return {
            "status": said["status"],
            "statement": said["statement"],
            "reason": said["reason"],
            "source": self.source,
        }


def acts(page: ClaimPage, actor: Actor, typed: Mapping[str, forms.Form]) -> dict[str, forms.Form]:
    """The forms of a claim's page by act: as they were typed, else empty."""
    version = page.version
    said = {"statement": version.statement, "status": version.status} if version else {}
    found: dict[str, forms.Form] = {
        "verification": ReadingAgainForm(today=actor.today, auto_id="read-%s"),
        "doubt": ReasonForm(auto_id="doubt-%s"),
        "settlement": ReasonForm(auto_id="settle-%s"),
        "override": OverrideForm(today=actor.today, initial=said, auto_id="here-%s"),
        **typed,
    }
    if not actor.edits_for_all or page.is_own:
        for form in found.values():
            form.fields.pop("scope", None)
    return found


def without_page(asked: QueryDict) -> str:
    """The rest of a question to the ledger, as the links to its other pages carry it."""
    rest = asked.copy()
    rest.pop("page", None)
    return f"?{rest.urlencode()}&" if rest else "?"
