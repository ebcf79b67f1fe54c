"""Reads sources, claims and changes: the dated statements about the field."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from whetstone.core.kernel.evidence import HALF_LIFE_BY_KIND
from whetstone.curriculum.fields import Fields, schema_is
from whetstone.curriculum.model import Change, Claim, QuotedFigure, Relearn, Source
from whetstone.curriculum.yaml_reader import as_json, hash_of

if TYPE_CHECKING:
    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.model import Precision

_NETWORKS = """instagram facebook meta tiktok youtube linkedin x threads bluesky pinterest snapchat
reddit whatsapp telegram discord mastodon twitch viber wechat line google-business"""
_KINDS = """launched retired replaced renamed limit metric policy price algorithm api format law
ownership availability"""
NETWORKS: Final = frozenset(_NETWORKS.split())
CLAIM_STATES: Final = frozenset({"current", "doubtful", "superseded", "retired", "proposed"})
DEAD: Final = frozenset({"superseded", "retired"})
CHANGE_KINDS: Final = frozenset(_KINDS.split())
SOURCE_KINDS: Final = frozenset(
    {"official", "law", "survey", "study", "textbook", "news", "vendor", "expert"}
)
_CONFIDENCE: Final = frozenset({"high", "medium", "low"})
_SEVERITIES: Final = frozenset({"info", "minor", "major", "breaking"})
_REGISTER = re.compile(r"C\d{3}")
_TITLE_WORDS = 14


def read_sources(fields: Fields, draft: Draft) -> None:
    """Read sources/sources.yaml."""
    schema_is(fields, "source")
    for inner in fields.entries("sources"):
        source = read_source(inner, id_=inner.slug())
        if draft.admit(source.id, inner.origin):
            draft.sources[source.id] = source
    fields.close()


def read_source(fields: Fields, *, id_: str = "") -> Source:
    """Read one bibliographic record, shared or written out where it is used."""
    published, precision = fields.partial_day("published", required=False)
    named: Precision = precision
    if fields.has("precision"):
        word = fields.choice("precision", {"day", "month", "year"})
        named = "year" if word == "year" else "month" if word == "month" else "day"
    url = fields.text_or_none("url")
    if url and not url.startswith(("https://", "http://")):
        fields.fault("bad-url", f"{url!r} is not an address.", "Write https://...", at=("url",))
    source = Source(
        id=id_,
        title=fields.text("title"),
        publisher=fields.text_or_none("publisher") or "",
        url=url,
        accessed=fields.day_or_none("accessed"),
        primary=fields.boolean("primary", required=False),
        published=published,
        precision=named,
        kind=fields.choice("kind", SOURCE_KINDS, default="") if fields.has("kind") else "",
        note=fields.text_or_none("note") or "",
    )
    fields.close()
    return source


def read_claim(fields: Fields, draft: Draft) -> None:
    """Read claims/<id>.yaml."""
    schema_is(fields, "claim")
    kind = fields.choice("kind", HALF_LIFE_BY_KIND)
    held_from, held_until = _held(fields)
    known = fields.mapping("known")
    source = _source_of(fields, draft)
    claim = Claim(
        id=fields.slug(),
        text=fields.by_language("text"),
        statement=fields.text("statement"),
        network=_network(fields),
        kind=kind,
        scope=_scope(fields),
        held_from=held_from,
        held_until=held_until,
        known_from=known.day("from") if known else date.min,
        as_of=fields.day("as_of"),
        verified_by=fields.text("verified_by"),
        source=source,
        basis=fields.text("basis"),
        half_life_months=fields.number(
            "half_life_months", 1, 240, default=float(HALF_LIFE_BY_KIND.get(kind, 60.0))
        ),
        review_by=fields.day("review_by"),
        confidence=fields.choice("confidence", _CONFIDENCE),
        supersedes=fields.text_or_none("supersedes"),
        status=fields.choice("status", CLAIM_STATES),
        figure=_figure(fields, kind),
        content_hash=hash_of([fields.origin.value.plain(), str(source)]),
    )
    if known:
        known.close()
    fields.close()
    if draft.admit(claim.id, fields.origin):
        draft.claims[claim.id] = claim


def _held(fields: Fields) -> tuple[date | None, date | None]:
    held = fields.mapping("held")
    if held is None:
        return None, None
    begun, _ = held.partial_day("from", required=False)
    ended, _ = held.partial_day("until", required=False)
    if begun and ended and ended < begun:
        held.fault("date", "The claim ends before it begins.", at=("until",))
    held.close()
    return begun, ended


def _network(fields: Fields) -> str | None:
    fields.value("network", required=True)
    found = fields.text_or_none("network")
    if found and found not in NETWORKS:
        what = f"{found!r} is not a network id."
        mend = f"Use one of: {', '.join(sorted(NETWORKS))}, or null."
        fields.fault("unknown-word", what, mend, at=("network",))
    return found


def _scope(fields: Fields) -> dict[str, object]:
    scope = fields.mapping("scope")
    if scope is None:
        return {}
    scope.texts("regions")
    scope.texts("account_types")
    scope.text_or_none("not_for")
    scope.close()
    plain: dict[str, object] = as_json(scope.origin.value.plain())
    return plain


def _source_of(fields: Fields, draft: Draft) -> Source:
    value = fields.value("source", required=True)
    if value is not None and isinstance(value.data, str):
        if value.data in draft.sources:
            return draft.sources[value.data]
        what = f"There is no source {value.data!r}."
        fields.fault("unknown-source", what, "Add it to sources/sources.yaml.", at=("source",))
    elif value is not None:
        inner = Fields(value, fields.origin.file, fields.log)
        inner.take("primary", bool)
        return read_source(inner)
    return Source(id="", title="", publisher="", url=None, accessed=None, primary=False)


def _figure(fields: Fields, kind: str) -> QuotedFigure | None:
    inner = fields.mapping("figure", required=kind == "figure")
    if inner is None:
        return None
    year = inner.value("year", required=True)
    figure = QuotedFigure(
        quoted_as=inner.text("quoted_as"),
        population=inner.text("population"),
        n=inner.take("n", int, required=False),
        year=str(year.data) if year is not None else "",
        design=inner.text("design"),
        does_not_show=inner.text("does_not_show"),
    )
    inner.close()
    return figure


def read_change(fields: Fields, draft: Draft) -> None:
    """Read changes/<id>.yaml."""
    schema_is(fields, "change")
    happened, precision = fields.partial_day("happened_on")
    effects = fields.mapping("claims")
    change = Change(
        id=fields.slug(),
        title=_title(fields),
        network=_network(fields),
        kind=fields.choice("kind", CHANGE_KINDS),
        happened_on=happened or date.min,
        happened_precision=precision,
        noticed_on=fields.day("noticed_on"),
        severity=fields.choice("severity", _SEVERITIES),
        state=fields.choice("state", {"published", "pending"}),
        summary=fields.text("summary"),
        evidence=tuple(read_source(inner) for inner in fields.entries("evidence")),
        check=fields.choice("check", {"seen", "weak", "recall"}),
        supersedes=_supersedes(effects) if effects else {},
        retires=effects.texts("retires") if effects else (),
        doubts=effects.texts("doubts") if effects else (),
        creates=effects.texts("creates") if effects else (),
        register=_register(fields),
        relearn=_relearn(fields),
        content_hash=hash_of(fields.origin.value.plain()),
    )
    if effects:
        effects.close()
    fields.close()
    if not change.evidence:
        fields.fault("no-evidence", "A change needs at least one source.", at=("evidence",))
    if change.state == "published" and change.check not in {"seen", ""}:
        what = f"The change is published, but its evidence is only {change.check!r}."
        fields.fault(
            "published-unseen", what, "Read a source, or set it to pending.", at=("state",)
        )
    if draft.admit(change.id, fields.origin):
        draft.changes[change.id] = change


def _title(fields: Fields) -> str:
    title = fields.text("title")
    if len(title.split()) > _TITLE_WORDS:
        what = f"The title has {len(title.split())} words."
        fields.fault("title-length", what, f"At most {_TITLE_WORDS}.", at=("title",))
    return title


def _supersedes(effects: Fields) -> dict[str, str]:
    inner = effects.mapping("supersedes")
    return {str(old): inner.text(old) for old in inner.keys_left()} if inner else {}


def _register(fields: Fields) -> str | None:
    found = fields.text_or_none("register")
    if found and not _REGISTER.fullmatch(found):
        fields.fault("bad-id", f"{found!r} is not a row of the register.", at=("register",))
    return found


def _relearn(fields: Fields) -> Relearn | None:
    inner = fields.mapping("relearn", required=False)
    if inner is None:
        return None
    found = Relearn(
        minutes=inner.integer("minutes", 1, 30),
        do_instead=inner.text("do_instead"),
        items=inner.texts("items"),
    )
    inner.close()
    return found
