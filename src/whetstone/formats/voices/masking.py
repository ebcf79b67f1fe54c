"""Personal data out of a message, before anything else sees it.

What goes: addresses, links, mentions, numbers that may be a phone, a card, an account or an
order, and names where the words around them say that one follows. A name in the middle of a
sentence stays: nobody can tell it from a word without guessing, and a guess would be kept.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

EMAIL, LINK, MENTION, NUMBER, NAME = "[email]", "[link]", "[mention]", "[number]", "[name]"
MASKS: Final = (EMAIL, LINK, MENTION, NUMBER, NAME)
LONGEST: Final = 4_000
"""Letters of a message that are kept."""
MOST_LOOKED_AT: Final = 3 * LONGEST
"""Letters of a message that are looked at: what is beyond is thrown away unread."""
_SHORTEST_NAME: Final = 3

_UNSEEN: Final = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f]"
)
_JOINED_DIGITS: Final = re.compile("(?<=\\d)[\u200c\u200d]+|[\u200c\u200d]+(?=\\d)")
_BLANKS: Final = re.compile(r"\s+")
_EMAIL: Final = re.compile(
    r"(?<![^\s@<>(),;:\"])[^\s@<>(),;:\"]{1,64}\s?(?:@|\((?:at|@)\)|\[at\])\s?"
    r"[^\s@<>(),;:\"]{1,80}(?:\.|\s+dot\s+)[^\s@<>(),;:\"]{1,80}",
    re.IGNORECASE,
)
_LINK: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.)\S*"
    r"|(?<![\w@.])(?:[\w-]+\.)+(?:com|net|org|info|io|shop|store|app|dev|biz|eu|uk|ie|de|fr|np|"
    r"gov|edu|ly|gg|tv|me|co|in|it|be|us|ca|au|nl|es)(?:/\S*|(?![\w.]))",
    re.IGNORECASE,
)
_MENTION: Final = re.compile(r"[@＠]+[\w.-]*\w|(?<![\w/])/?u/[\w-]+")
_ACCOUNT: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b")
_DIGITS: Final = re.compile(r"\+?\(?(?:\d(?:[ \-./()_·–]{0,2}\d){5,}|\d{5,})")
"""Five digits in a row, or six with signs between: 299.00 is a price, 086 123 is not."""
_MIXED: Final = re.compile(r"(?<!\w)(?=[\w-]*\d[\w-]*\d[\w-]*\d)(?=[\w-]*[^\W\d_])[\w-]{5,}")
_NAMED_NUMBER: Final = re.compile(
    r"\b((?:order|ref|reference|ticket|invoice|tracking|booking|account|customer|case|parcel)"
    r"(?:\s+(?:no|nr|number|id|ref|code))?\.?\s*(?:is\s+)?[:#]?\s*#?)(?=[\w-]*\d)[\w-]{3,}",
    re.IGNORECASE,
)
_HASH_NUMBER: Final = re.compile(r"#(?=[\w-]*\d{3})[\w-]+")
_CAPITAL: Final = r"(?:[A-ZÀ-ÖØ-ÞĀ-ɎΑ-ΩЀ-Я][\w'’-]*\.?)"
_NAMES: Final = rf"{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}}"
_I_AM: Final = re.compile(
    rf"\b((?i:i\s?am|i['’]m|im|this\s+is|it['’]s|speaking\s+to|signed|ask\s+for)\s+){_NAMES}"
)
_MY_NAME: Final = re.compile(
    r"((?i:\bmy\s+name(?:\s+is|['’]?s)|\bname\s*[:=]|\bcalled\s+me|\bmein\s+name\s+ist|\bich\s+hei(?:ß|ss)e"
    r"|\bje\s+m['’]appelle|\bmon\s+nom\s+est|\bme\s+llamo|\bmi\s+nombre\s+es|\bmi\s+chiamo"
    r"|\bnaam\s+is|\bik\s+heet)\s+|मेरो\s+नाम\s+|मेरा\s+नाम\s+|म\s+नाम\s+)"
    r"[^\s.,;!?\[]+(?:\s+[A-ZÀ-ÖØ-Þ][\w'’-]*){0,3}"
)
_TITLED: Final = re.compile(rf"\b((?i:mr|mrs|ms|miss|dr|prof)\.?\s+){_NAMES}")
_SIGNED: Final = re.compile(
    r"((?i:\b(?:regards|sincerely|cheers|best wishes|best|yours|thanks|thank you|love)"
    rf"\s*[,.!—–-]+\s*)){_NAMES}\s*[.!]?\s*$"
)
_LAST_LINE: Final = re.compile(
    r"\b(regards|sincerely|wishes|cheers|yours|thanks|thank you|love|best)"
    r"[ \t]*[,.!]?[ \t]*[\r\n]+",
    re.IGNORECASE,
)
_DOTTED: Final = re.compile(r"\w\.\w")
_DIGIT: Final = re.compile(r"\d")
_BEFORE_NAMES: Final = (
    (
        (
            "my name",
            "name:",
            "name =",
            "name=",
            "name :",
            "called me",
            "नाम",
            "mein name",
            "ich hei",
            "appelle",
            "nom est",
            "llamo",
            "nombre es",
            "chiamo",
            "naam is",
            "ik heet",
        ),
        _MY_NAME,
    ),
    (
        ("am ", "'m ", "’m ", "im ", "this is", "'s ", "’s ", "speaking to", "signed", "ask for"),
        _I_AM,
    ),
    (("mr", "ms", "miss", "dr", "prof"), _TITLED),
    (("regards", "sincerely", "cheers", "best", "yours", "thank", "love"), _SIGNED),
)
"""What must stand in a text, in small letters, before a pattern can find anything."""


def mask(text: str, *, names: Iterable[str] = ()) -> str:
    """A message without what names somebody; `names` are the author's own, as the file has them.

    Masking what is masked changes nothing.

    >>> mask("I'm Niamh Byrne, order MR-48213, call +353 86 123 4567 or mail n.b@example.com")
    "I'm [name], order [number], call [number] or mail [email]"
    """
    text = unicodedata.normalize("NFC", text)
    text = _JOINED_DIGITS.sub("", _UNSEEN.sub("", text[:MOST_LOOKED_AT]))
    text = _LAST_LINE.sub(r"\1, ", text)  # a name on a line of its own
    text = _BLANKS.sub(" ", text).strip()
    for _round in range(3):  # what stood beside a mask may now stand alone
        before, text = text, _masked(text, names)
        if text == before:
            break
    return _cut(text)


def _masked(text: str, names: Iterable[str]) -> str:
    """One round. What a cheap look rules out is not looked for."""
    lower = text.lower()
    text = _addresses(text, lower)
    if _DIGIT.search(text):
        text = _numbers(text)
    for signs, pattern in _BEFORE_NAMES:
        if any(sign in lower for sign in signs):
            text = pattern.sub(_named, text)
    for own in names:
        text = _without(text, own)
    return text


def _addresses(text: str, lower: str) -> str:
    if "@" in text or "＠" in text:
        text = _MENTION.sub(MENTION, _EMAIL.sub(EMAIL, text))
    elif "at)" in lower or "at]" in lower:
        text = _EMAIL.sub(EMAIL, text)
    if "u/" in text:
        text = _MENTION.sub(MENTION, text)
    if "://" in text or _DOTTED.search(text):
        text = _LINK.sub(LINK, text)
    return text


def _named(found: re.Match[str]) -> str:
    return f"{found[1]}{NAME}"


def _numbers(text: str) -> str:
    text = _NAMED_NUMBER.sub(rf"\g<1>{NUMBER}", text)
    text = _ACCOUNT.sub(NUMBER, text)
    text = _HASH_NUMBER.sub(NUMBER, text)
    text = _MIXED.sub(NUMBER, text)
    return _DIGITS.sub(NUMBER, text)


def _without(text: str, own: str) -> str:
    """Without the author's handle, in any case, and the parts of their name where they are large.

    Looked for plainly first: an export has many authors, and hardly any names themselves.
    """
    bare = unicodedata.normalize("NFC", own).strip().lstrip("@＠")
    if len(bare) < _SHORTEST_NAME:
        return text
    parts = [one[0].upper() + one[1:] for one in bare.replace(",", " ").split()]
    parts = [one for one in parts if len(one) >= _SHORTEST_NAME and one in text]
    if not parts and bare.lower() not in text.lower():
        return text
    inside = "|".join([rf"(?i:{re.escape(bare)})", *map(re.escape, parts)])
    return re.sub(rf"(?<![\w\[])(?:{inside})(?![\w\]])", NAME, text)


def _cut(text: str) -> str:
    """The beginning of a long message; never half a mask."""
    if len(text) <= LONGEST:
        return text
    text = text[: LONGEST - 1]
    opened = text.rfind("[")
    if opened > text.rfind("]"):
        text = text[:opened]
    return text.rstrip() + "…"
