"""Reads framework/synonyms.yaml and learned.yaml: others' words for our skills and old claims."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from whetstone.curriculum.fields import schema_is
from whetstone.curriculum.yaml_reader import hash_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.fields import Fields

SHORTEST: Final = 3
SETS: Final = 2
_WEIGHT: Final = re.compile(r"(?:^|,) *([^\s,]+) (-?\d+) *(?=,|$)")
MOST_OWNERS: Final = 3
"""A phrase that more skills than this claim tells nobody apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAs:
    """How a syllabus says what a claim says: names of network or feature, and phrases."""

    claim: str
    names: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Synonyms by skill, sets of words that stand together, and how claims are told elsewhere."""

    skills: Mapping[str, tuple[str, ...]]
    together: Mapping[str, tuple[tuple[str, str], ...]]
    claims: tuple[ToldAs, ...]
    learned: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By skill: stem or pair -> how far it spoke for it in labelled lines, tenths of log odds."""


def read_wording(fields: Fields, draft: Draft) -> None:
    """Read the file into the framework of `draft`, with every fault noted."""
    schema_is(fields, "synonyms")
    wording = Wording(
        skills=_skills(fields, draft),
        together=_together(fields, draft),
        claims=_claims(fields, draft),
    )
    fields.close()
    if draft.framework is not None:
        told = [draft.framework.content_hash, fields.origin.value.plain()]
        draft.framework = replace(draft.framework, wording=wording, content_hash=hash_of(told))


def read_learned(fields: Fields, draft: Draft) -> None:
    """Read the table of learned words into the wording of `draft`, with every fault noted."""
    schema_is(fields, "learned")
    inner, learned = fields.mapping("skills"), {}
    if inner is not None:
        for skill in _known_skills(inner, draft):
            told = inner.text(skill)
            learned[skill] = {one[1]: int(one[2]) for one in _WEIGHT.finditer(told)}
            if told and len(learned[skill]) != len(told.split(",")):
                mend = "Make the file anew: python -m benchmarks.learned --write."
                inner.fault(
                    "no-weight", "Each word once, a whole number after it.", mend, at=(skill,)
                )
    fields.close()
    framework = draft.framework
    if framework is not None:
        wording = framework.wording or Wording(skills={}, together={}, claims=())
        draft.framework = replace(
            framework,
            wording=replace(wording, learned=learned),
            content_hash=hash_of([framework.content_hash, fields.origin.value.plain()]),
        )


def _skills(fields: Fields, draft: Draft) -> dict[str, tuple[str, ...]]:
    inner = fields.mapping("skills")
    if inner is None:
        return {}
    found, owners = {}, dict[str, list[str]]()
    for skill in _known_skills(inner, draft):
        found[skill] = _phrases(inner, skill)
        for phrase in found[skill]:
            owners.setdefault(_plain(phrase), []).append(skill)
    for phrase, skills in owners.items():
        if len(skills) > MOST_OWNERS:
            what = f"{phrase!r} stands under {', '.join(skills)}."
            mend = f"Give it to at most {MOST_OWNERS}: it tells them not apart."
            inner.fault("shared-phrase", what, mend, at=(skills[-1],))
    return found


def _together(fields: Fields, draft: Draft) -> dict[str, tuple[tuple[str, str], ...]]:
    """By skill: two sets of words, told as "choose select + network channel"."""
    inner = fields.mapping("together", required=False)
    if inner is None:
        return {}
    found = {}
    for skill in _known_skills(inner, draft):
        rules = []
        for place, rule in enumerate(inner.texts(skill)):
            sets = [half.strip() for half in rule.split("+")]
            if len(sets) == SETS and all(sets):
                rules.append((sets[0], sets[1]))
                continue
            mend = "Write two sets with one plus between: choose select + network channel."
            inner.fault("not-two-sets", f"{rule!r} is no rule.", mend, at=(skill, place))
        found[skill] = tuple(rules)
    return found


def _known_skills(inner: Fields, draft: Draft) -> list[str]:
    """The keys of a mapping by skill; a fault for each that is none."""
    known = {skill.id for skill in draft.framework.skills} if draft.framework else set()
    keys = inner.keys_left()
    for key in keys:
        if str(key) not in known:
            what = f"There is no skill {str(key)!r}."
            inner.fault("unknown-skill", what, "Use an id of framework.yaml.", at=(key,))
    return [str(key) for key in keys]


def _claims(fields: Fields, draft: Draft) -> tuple[ToldAs, ...]:
    inner = fields.mapping("claims", required=False)
    if inner is None:
        return ()
    found = []
    for key in inner.keys_left():
        if key not in draft.claims:
            what = f"There is no claim {key!r}."
            inner.fault("unknown-claim", what, "Use the id of a file in claims/.", at=(key,))
        told = inner.mapping(key)
        if told is None:
            continue
        names, phrases = _phrases(told, "names", shortest=1), _phrases(told, "phrases")
        for name, given in (("names", names), ("phrases", phrases)):
            if not given:
                told.fault("missing-key", f"`{name}` is empty.", at=(name,))
        told.close()
        found.append(ToldAs(claim=str(key), names=names, phrases=phrases))
    return tuple(found)


def _phrases(fields: Fields, key: str, *, shortest: int = SHORTEST) -> tuple[str, ...]:
    """The phrases under a key, none too short and none twice (case and hyphens do not count)."""
    phrases = fields.texts(key)
    seen = set[str]()
    for place, phrase in enumerate(phrases):
        plain = _plain(phrase)
        if len(plain) < shortest:
            mend = f"At least {shortest} letters: shorter ones are found by accident."
            fields.fault("too-short", f"{phrase!r} is too short.", mend, at=(key, place))
        if plain in seen:
            fields.fault("twice", f"{phrase!r} stands under `{key}` twice.", at=(key, place))
        seen.add(plain)
    return phrases


def _plain(phrase: str) -> str:
    return " ".join(re.findall(r"\w+", phrase.lower()))
