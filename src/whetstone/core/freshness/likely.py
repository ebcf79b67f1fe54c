"""Which claims a piece of news might touch: a guess from shared words, with its reasons.

Nothing is decided by it. It puts the likely claims on top, says which words they share with the
news, and an editor looks. A word counts the more the fewer claims hold it: log(N / n)
(Spärck Jones 1972, "A statistical interpretation of term specificity", equation for the weight).
The score is the share of a claim's weight that the news holds: 0 shares nothing, 1 holds it all.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST = 0.2
"""Below it a guess is not shown. Chosen by eye on the shipped claims; an assumption."""
LEAST_WORDS = 2
"""One shared word is a coincidence."""
MOST = 3
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3
_COMMON = frozenset(
    word
    for line in (
        "about after all also and any are because been before being between both but can",
        "could does done each even every few for from get had has have her here him his",
        "how into its just may might more most much must not now off only other our out",
        "over own same she should some still such than that the their them then there",
        "these they this those through too under until use used uses very was were what",
        "when where which while who why will with would you your",
    )
    for word in line.split()
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A claim that might be touched, how much of it the news holds, and by which words."""

    claim_id: str
    score: float
    words: tuple[str, ...]


def likely_touched(
    news: str, statements: Mapping[str, str], *, most: int = MOST, least: float = LEAST
) -> tuple[Guess, ...]:
    """The claims whose statements share most with the news, the likeliest first.

    Example:
        >>> claims = {"a": "Reach stands in the page feed.", "b": "Reels run up to three minutes."}
        >>> likely_touched("Page reach leaves the feed", claims)[0].claim_id
        'a'
    """
    claims = {name: words(text) for name, text in statements.items()}
    weights = _weights(claims)
    said = words(news)
    guesses = []
    for name, own in claims.items():
        shared = own & said
        whole = sum(weights[word] for word in own)
        if len(shared) < LEAST_WORDS or not whole:
            continue
        score = sum(weights[word] for word in shared) / whole
        if score >= least:
            telling = sorted(shared, key=lambda word: (-weights[word], word))
            guesses.append(Guess(name, score, tuple(telling)))
    return tuple(sorted(guesses, key=lambda guess: (-guess.score, guess.claim_id))[:most])


def words(text: str) -> frozenset[str]:
    """The telling words of a text: small letters, no endings of number, no common words."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    found = (word for word in _WORD.findall(folded) if _tells(word))
    return frozenset(_singular(word) for word in found)


def _tells(word: str) -> bool:
    is_long = len(word) >= _SHORTEST or any(char.isdigit() for char in word)
    return is_long and word not in _COMMON


def _singular(word: str) -> str:
    """Views and view, stories and story: the plainest of stemmers (S-stemmer, Harman 1991)."""
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")):
        return word[:-1]
    return word


def _weights(claims: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """log((N + 1) / n): the 1 keeps a word that every claim holds from counting for nothing."""
    held = Counter(word for own in claims.values() for word in own)
    return {word: math.log((len(claims) + 1) / n) for word, n in held.items()}
