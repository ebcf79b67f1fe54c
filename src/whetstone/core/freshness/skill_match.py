"""Which skills a sentence is about: a lexical matcher that can say why.

A skill's words are its synonyms (phrases written for it), its name, and its can-do statements.
Four kinds of evidence, all shown:

- *phrases*: every stem of a phrase stands in the sentence in order, with at most one other word
  between neighbours; one of two telling words may stand turned round. A phrase is worth
  `PHRASE` times how rare its rarest word is in the framework, divided by the number of skills
  that own it. Inside a longer one it says nothing.
- *words together*: two words of a rule of the skill, in whatever order (`together.py`), worth
  `TOGETHER`;
- *learned words*: how far words and pairs of them spoke for the skill in labelled lines
  (`learned.py`), worth at most 1; where a skill has them, all else keeps QUIET of its worth;
- words inside a phrase of a neighbouring subject (`NEIGHBOURS`) speak for nothing;
- *words*: the cosine of the tf-idf vectors of the sentence and of the skill's text (Salton and
  Buckley 1988), worth at most `WORDS`.

score = 1 - (1 - WORDS x cosine) x (1 - learned) x product over phrases of (1 - worth).
Idf comes from the framework's own text: idf(t) = ln((1 + N) / (1 + n_t)), N skills, n_t of which
use the stem.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from whetstone.core.freshness.learned import JOINT, SILENT, Learned, Spoken, is_figure
from whetstone.core.freshness.stemming import stem
from whetstone.core.freshness.together import Rule, Together, Token
from whetstone.core.freshness.together import Spoken as Taken
from whetstone.core.freshness.word_families import NEIGHBOURS, PASSING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

PHRASE: Final = 0.75
WORDS: Final = 1.0
TOGETHER: Final = 0.60
THRESHOLD: Final = 0.40
LONE: Final = 0.25
LEAD: Final = 0.02
FEWEST_TERMS: Final = 2
"""Skills from THRESHOLD on are shown, see SHARE. Where none reaches it, the best one is shown
alone from LONE on, if it leads the next by LEAD and has FEWEST_TERMS. How the four were chosen:
docs/why/audit.md."""
SHARE: Final = 0.65
"""A skill beside the best one is shown only where its score is this share of the best: what is
far behind is mostly a neighbour that shares a word."""
LISTED: Final = 0.85
"""The same for a skill that stands by phrases alone, one of them an item of its own in a list."""
BESIDE: Final = 0.90
"""The same for one that stands by phrases alone and that nobody else owns: of these, less than
half were right beside a better one (docs/why/audit.md)."""
NEAR: Final = 0.75
"""The same for every skill that has learned words."""
SECOND: Final = 0.05
"""What a term beside a phrase is worth that makes two of them."""
MOST_TERMS: Final = 4
"""How many single words are shown."""
LEAST_SHOWN: Final = 0.005
QUIET: Final = 0.12
"""What is left of the worth of phrases, rules and words of a skill that has learned words: those
have read the same lines and more."""
PASSING_SHARE: Final = 0.40
"""What is left of the worth of a phrase that is one word of PASSING: too little to stand alone,
enough for two of them."""
GAP: Final = 1
PAIR: Final = 2
"""A phrase of two telling words stands turned round, too: "crisis plan", "plan for a crisis"."""
FLOOR: Final = 0.55
"""How much of a phrase's worth does not depend on how rare its words are."""

STOP: Final = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "for", "from", "has",
    "have", "how", "if", "in", "into", "is", "it", "its", "may", "more", "not", "of", "on",
    "one", "or", "other", "our", "over", "own", "so", "than", "that", "the", "their", "them",
    "then", "they", "this", "through", "to", "up", "use", "used", "using", "was", "what",
    "when", "where", "which", "who", "why", "will", "with", "within", "without", "you", "your",
    "students", "student", "week", "course", "learn", "learning", "module", "able",
    "introduction", "intro", "unit", "session", "class", "social", "media",
})  # fmt: skip
"""Words that say nothing about which skill: the language's own, the course's, and the field's."""

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ITEM: Final = re.compile(r"[,;:()|/]|\band\b|\bor\b")
"""What stands between the items of a list in a line."""
_MEANS: Final = re.compile(
    r"\b(such as|based on|according to|so that|while|using|across|that|which)\b", re.IGNORECASE
)
"""After it a sentence says with what, for what or where; what it is about stands before."""
_MAIN: Final = 0.25
"""What a term must be worth to say what a sentence is about."""
_HEAD: Final = re.compile(r"([^:]{3,60}):\s+\S")


@dataclass(frozen=True, slots=True)
class SkillWords:
    """A skill as the matcher knows it."""

    skill: str
    name: str
    can_do: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    """Rules of two sets of words, each written with blanks between."""
    learned: Mapping[str, float] = field(default_factory=dict)
    """Stem -> how far it spoke for the skill in labelled lines, see `learned.py`."""


@dataclass(frozen=True, slots=True)
class Term:
    """Why: the words of the sentence that spoke for the skill, and what they were worth."""

    text: str
    worth: float


@dataclass(frozen=True, slots=True)
class Match:
    """A skill that a sentence is about, with its score and the terms that made it."""

    skill: str
    score: float
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    stems: tuple[str, ...]
    owners: tuple[str, ...]
    worth: float

    @property
    def gap(self) -> int:
        """None for a phrase with a word that tells nothing: it must stand as it is."""
        return 0 if QUIET_STEMS & set(self.stems) else GAP


@dataclass(frozen=True, slots=True)
class _Line:
    """What a line shows one skill: its vector, its words as written, phrases, learned parts."""

    vector: Mapping[str, float]
    written: Mapping[str, str]
    phrases: Mapping[str, float]
    learned: Spoken


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What each skill's phrases and rules say and are worth; where neighbours' phrases stand.

    `close` are the skills that a rule speaks for, or a phrase that another owns, too.
    """

    phrases: Mapping[str, Mapping[str, float]]
    close: frozenset[str]
    beside: Sequence[tuple[int, int]]

    def share(self, skill: str, items: Collection[frozenset[str]]) -> float:
        """Which share of the best one's score a skill must reach to stand beside it."""
        if skill in self.close:
            return SHARE
        said = self.phrases.get(skill, {})
        return LISTED if any(_telling_of(words) in items for words in said) else BESIDE


def stems(text: str) -> tuple[str, ...]:
    """All stems of a text, in order, stop words too."""
    return tuple(token.stem for token in _tokens(text))


def holds_phrase(where: Sequence[str], phrase: Sequence[str], *, gap: int = GAP) -> bool:
    """Whether the stems of a phrase stand in a text in order, close together."""
    return bool(phrase) and any(
        word == phrase[0] and _reach(where, place, phrase, gap) is not None
        for place, word in enumerate(where)
    )


class Matcher:
    """The words of a framework, ready to be asked about sentences."""

    def __init__(self, skills: Iterable[SkillWords]) -> None:
        self._skills = {skill.skill: skill for skill in skills}
        texts = {
            key: Counter(telling(" ".join((one.name, *one.can_do, *one.synonyms))))
            for key, one in self._skills.items()
        }
        used = Counter(word for counts in texts.values() for word in counts)
        whole = len(texts)
        self._idf = {word: math.log((1 + whole) / (1 + n)) for word, n in used.items()}
        self._rarest = math.log((1 + whole) / 2) or 1.0
        self._vectors = {key: self._vector(counts) for key, counts in texts.items()}
        self._by_first = self._index()
        self._together = Together(
            Rule(key, _stem_set(first), _stem_set(second))
            for key, one in self._skills.items()
            for first, second in one.together
        )
        self._learned = Learned((key, one.learned) for key, one in self._skills.items())

    @property
    def skills(self) -> Mapping[str, SkillWords]:
        """The skills by id, in the order given."""
        return self._skills

    def match(self, text: str, *, threshold: float = THRESHOLD) -> tuple[Match, ...]:
        """The skills a sentence is about, best first; none where no score is good enough."""
        tokens = _tokens(text)
        if not tokens or not self._skills:
            return ()
        evidence = self._evidence(text, tokens)
        phrases, beside = evidence.phrases, evidence.beside
        told = [token for token in tokens if not any(a <= token.start < b for a, b in beside)]
        says = [token for token in told if token.stem not in QUIET_STEMS]
        vector = self._vector(Counter(token.stem for token in says))
        written = _written(text, told, says)
        learned = self._learned.said([token.stem for token in told], QUIET_STEMS)
        lines = {
            key: _Line(vector, written, phrases.get(key, {}), learned.get(key, SILENT))
            for key in self._skills
        }
        found = [self._scored(key, line) for key, line in lines.items()]
        found.sort(key=lambda match: (-match.score, match.skill))
        items = {_telling_of(item) for item in _ITEM.split(_listed(text, phrases))}
        best = found[0].score
        good = [
            m for m in found
            if m.score >= max(threshold, self._share(m.skill, evidence, items) * best)
        ] or list(_lone(found, threshold))  # fmt: skip
        return _main(text, _without_bare(good, phrases, items))

    def _share(self, skill: str, evidence: _Evidence, items: Collection[frozenset[str]]) -> float:
        """How near the best one a skill must come; with learned words all alike."""
        return NEAR if self._skills[skill].learned else evidence.share(skill, items)

    def _index(self) -> dict[str, list[_Phrase]]:
        owners: defaultdict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
        for key, one in self._skills.items():
            for phrase in (one.name, *one.synonyms):
                owners[_phrase_stems(phrase)][key] = None
        by_first: defaultdict[str, list[_Phrase]] = defaultdict(list)
        for parts, keys in owners.items():
            if not parts:
                continue
            known = _Phrase(parts, tuple(keys), self._worth(parts) / len(keys))
            by_first[parts[0]].append(known)
            turned = parts[::-1]
            if len(parts) == PAIR and known.gap and turned not in owners:
                by_first[turned[0]].append(replace(known, stems=turned))
        for parts in _NEIGHBOURS:
            if parts not in owners:
                by_first[parts[0]].append(_Phrase(parts, (), 0.0))
        return dict(by_first)

    def _worth(self, parts: tuple[str, ...]) -> float:
        rare = max(self._idf.get(part, 0.0) for part in parts) / self._rarest
        worth = PHRASE * (FLOOR + (1 - FLOOR) * min(1.0, rare))
        return worth * PASSING_SHARE if parts in _PASSING else worth

    def _vector(self, counts: Mapping[str, int]) -> dict[str, float]:
        raw = {
            word: (1 + math.log(n)) * self._idf[word]
            for word, n in counts.items()
            if word in self._idf
        }
        length = math.sqrt(sum(value * value for value in raw.values()))
        return {word: value / length for word, value in raw.items()} if length else {}

    def _evidence(self, text: str, tokens: Sequence[Token]) -> _Evidence:
        told = [token for token in tokens if token.stem not in _GLUE]
        found: defaultdict[str, dict[str, float]] = defaultdict(dict)
        beside, spoken = [], []
        for (first, last), owners in _longest(self._spans_in(told)).items():
            start, end = told[first].start, told[last].end
            words = text[start:end]
            if owners:
                spoken.append(Taken(start, end, frozenset(owners), last > first))
            else:
                beside.append((start, end))
            for key, worth in owners.items():
                found[key][words] = max(worth, found[key].get(words, 0.0))
        free = [one for one in told if not any(a <= one.start < b for a, b in beside)]
        together = self._together.found(text, free, spoken)
        for key, (start, end) in together.items():
            found[key].setdefault(text[start:end], TOGETHER)
        owned = Counter(words for said in found.values() for words in said)
        shared = {key for key, said in found.items() if any(owned[words] > 1 for words in said)}
        return _Evidence(found, frozenset(together) | shared, beside)

    def _spans_in(self, told: Sequence[Token]) -> dict[tuple[int, int], dict[str, float]]:
        """Where phrases stand, first and last word, and what they are worth to whom."""
        row = [token.stem for token in told]
        spans: dict[tuple[int, int], dict[str, float]] = {}
        for place, word in enumerate(row):
            for phrase in self._by_first.get(word, ()):
                last = _reach(row, place, phrase.stems, phrase.gap)
                if last is not None:
                    owners = spans.setdefault((place, last), {})
                    for key in phrase.owners:
                        owners[key] = max(phrase.worth, owners.get(key, 0.0))
        return spans

    def _scored(self, key: str, line: _Line) -> Match:
        own = self._vectors[key]
        shared = {word: value * own[word] for word, value in line.vector.items() if word in own}
        loud = QUIET if self._skills[key].learned else 1.0
        left = 1 - loud * WORDS * min(1.0, sum(shared.values()))
        left *= 1 - line.learned.said
        for one in line.phrases.values():
            left *= 1 - loud * one
        spoken = Counter({word: loud * WORDS * value for word, value in shared.items()})
        spoken.update(line.learned.parts)
        inside = {stem for words in line.phrases for stem in stems(words)}
        terms = [Term(words, round(loud * one, 3)) for words, one in line.phrases.items()]
        terms += _shown(spoken, line.written, inside)
        terms.sort(key=lambda term: (-term.worth, term.text))
        return Match(key, round(1 - left, 4), tuple(terms))


def _shown(spoken: Counter[str], written: Mapping[str, str], inside: set[str]) -> Iterator[Term]:
    """The words that spoke most, none twice: a pair of words that are shown says nothing new."""
    shown, left = set(inside), MOST_TERMS
    for word, value in spoken.most_common():
        parts = set(word.split(JOINT))
        if left and value >= LEAST_SHOWN and not parts <= shown:
            shown |= parts
            left -= 1
            yield Term(written[word], round(min(1.0, value), 3))


def _without_bare(
    good: Sequence[Match],
    phrases: Mapping[str, Mapping[str, float]],
    items: Collection[frozenset[str]],
) -> list[Match]:
    """Without what one word alone speaks for, where something else has more to show."""
    full = [match for match in good if not _is_bare(match, phrases.get(match.skill, {}), items)]
    return full or list(good)


def _is_bare(
    match: Match, phrases: Mapping[str, float], items: Collection[frozenset[str]]
) -> bool:
    """Whether it stands by one telling word that is no item of its own, and by no second term."""
    if len(phrases) != 1:
        return False
    words = _telling_of(next(iter(phrases)))
    if len(words) > 1 or words in items:
        return False
    return all(term.text in phrases or term.worth < SECOND for term in match.terms)


def _main(text: str, good: Sequence[Match]) -> tuple[Match, ...]:
    """Those that the main part of a sentence speaks for; all where it speaks for none."""
    cue = _MEANS.search(text)
    if cue is None:
        return tuple(good)
    before = text[: cue.start()]
    main = [m for m in good if any(t.worth >= _MAIN and t.text in before for t in m.terms)]
    return tuple(main or good)


def _listed(text: str, phrases: Mapping[str, Mapping[str, float]]) -> str:
    """Where a list may name skills by single words.

    "Smartphone video: sound, subtitles" says before the colon what it is about; what comes after
    it are parts of that. Where nothing speaks before a colon, the whole line is a list.
    """
    head = _HEAD.match(text)
    if head is None:
        return text
    speaks = any(words in head[1] for found in phrases.values() for words in found)
    return head[1] if speaks else text


def _lone(ranked: Sequence[Match], threshold: float) -> tuple[Match, ...]:
    """The best of those below the threshold, where it stands out by more than one word."""
    best, *rest = ranked
    lead = best.score - (rest[0].score if rest else 0.0)
    stands_out = best.score >= min(LONE, threshold) and lead >= LEAD
    return (best,) if stands_out and len(best.terms) >= FEWEST_TERMS else ()


def _tokens(text: str) -> list[Token]:
    return [Token(stem(one.group()), one.start(), one.end()) for one in _TOKEN.finditer(text)]


def _written(text: str, told: Sequence[Token], says: Sequence[Token]) -> dict[str, str]:
    """Each stem, and each pair of neighbours, as it is written where it stands first."""
    found = {one.stem: text[one.start : one.end] for one in reversed(says)}
    for row in (says, told):
        words = [one for one in row if not is_figure(one.stem)]
        for one, other in reversed(list(pairwise(words))):
            found[f"{one.stem}{JOINT}{other.stem}"] = text[one.start : other.end]
    return found


def telling(text: str) -> list[str]:
    """The stems of a text that say something, in order."""
    return [token.stem for token in _tokens(text) if token.stem not in QUIET_STEMS]


def _telling_of(text: str) -> frozenset[str]:
    return frozenset(telling(text))


def _stem_set(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


def _phrase_stems(phrase: str) -> tuple[str, ...]:
    return tuple(token.stem for token in _tokens(phrase) if token.stem not in _GLUE)


def _reach(row: Sequence[str], place: int, parts: Sequence[str], gap: int) -> int | None:
    """Where a phrase that begins at `place` ends; None where it does not stand there."""
    here = place
    for part in parts[1:]:
        window = row[here + 1 : here + 2 + gap]
        if part not in window:
            return None
        here += 1 + list(window).index(part)
    return here


def _longest(
    spans: Mapping[tuple[int, int], dict[str, float]],
) -> dict[tuple[int, int], dict[str, float]]:
    """Without phrases inside a longer one: "de-escalation" says nothing about escalation."""
    return {
        (first, last): owners
        for (first, last), owners in spans.items()
        if not any(a <= first and last <= b and b - a > last - first for a, b in spans)
    }


_PASSING: Final = frozenset((stem(word),) for word in PASSING)
QUIET_STEMS: Final = frozenset(stem(word) for word in STOP)
_GLUE: Final = frozenset(
    stem(word) for word in (
        "a", "an", "and", "are", "for", "in", "is", "of", "on", "or", "the", "with", "your",
        "their", "its",
    )
)  # fmt: skip
"""Words that a phrase may be written with or without."""
_NEIGHBOURS: Final = tuple(dict.fromkeys(_phrase_stems(phrase) for phrase in NEIGHBOURS))
