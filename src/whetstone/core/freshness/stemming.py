"""The stem of a word: what its family shares."""

from __future__ import annotations

from typing import Final

from whetstone.core.freshness.word_families import FAMILIES

_ENDINGS: Final = (
    ("ysis", "ys"), ("yses", "ys"), ("ational", ""), ("isation", "is"), ("ization", "is"),
    ("ations", ""), ("ation", ""), ("ising", "is"), ("izing", "is"), ("ised", "is"),
    ("ized", "is"), ("ises", "is"), ("izes", "is"), ("ise", "is"), ("ize", "is"), ("ments", ""),
    ("ment", ""), ("ities", ""), ("ity", ""), ("ating", ""), ("ings", ""), ("ing", ""),
    ("ators", ""), ("ator", ""), ("ated", ""), ("ates", ""), ("ate", ""), ("ions", ""),
    ("ion", ""), ("ies", "y"), ("ied", "y"), ("ed", ""), ("es", ""), ("ly", ""), ("s", ""),
    ("e", ""),
)  # fmt: skip
_AS_IT_IS: Final = {
    "conversation": "conversation", "conversations": "conversation",
    "create": "creat", "creates": "creat", "created": "creat", "creating": "creat",
    "creation": "creat",
    "specification": "specification", "specifications": "specification",
    "recommend": "advise", "recommends": "advise", "recommended": "advise",
}  # fmt: skip
"""Words whose stem would be that of another: of "conversion", of "creator" (a person with a
following), of "recommendation" (by a machine; to recommend is what a student does), of
"specific"."""
_SHORTEST_STEM: Final = 3


def stem(word: str) -> str:
    """The stem of a word's family: lower case, one ending off, never under three letters.

    >>> stem("Moderating") == stem("moderation") == stem("moderators")
    True
    >>> stem("sold") == stem("Sales") == stem("sell")
    True
    """
    own = _own_stem(word)
    return _FAMILY.get(own, own)


def _own_stem(word: str) -> str:
    word = word.lower().replace("’", "'").removesuffix("'s")
    if word in _AS_IT_IS:
        return _AS_IT_IS[word]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    if len(word) > _SHORTEST_STEM and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > _SHORTEST_STEM and word.endswith("y") else word


_FAMILY: Final = {
    _own_stem(word): _own_stem(family.split()[0]) for family in FAMILIES for word in family.split()
}
