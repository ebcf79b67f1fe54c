"""E-mail addresses as a roster holds them: what is none, and what looks like another."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from whetstone.formats.rosters.limits import LONGEST_ADDRESS

_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*/?^_`{|}~+=-]+(\.[A-Za-z0-9!#$%&'*/?^_`{|}~+=-]+)*"
    r"@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,62}"
)
_LONGEST_LOCAL: Final = 64  # RFC 5321, 4.5.3.1.1

_TWINS: Final = str.maketrans(
    "аеорсухіјѕԁһӏԛԝбвкмнтгαβεηικνορτυχⅼⅰ",
    "aeopcyxijsdhlqw6bkmhtraßenikvoptuxli",
)
"""Letters of other scripts that are drawn like Latin ones (Unicode TR 39, the common part)."""
_ASCII_TWINS: Final = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"), ("i", "l"))
_GMAIL: Final = frozenset({"gmail.com", "googlemail.com"})


def plain(text: str) -> str:
    """The address as it is compared and stored: composed, trimmed, lower case."""
    return unicodedata.normalize("NFC", text).strip().lower()


def is_address(address: str) -> bool:
    """Whether it can be an address: letters of any script only in the domain."""
    local = address.partition("@")[0]
    return (
        len(address) <= LONGEST_ADDRESS
        and len(local) <= _LONGEST_LOCAL
        and _ADDRESS.fullmatch(address) is not None
    )


def twin_letters(address: str) -> str:
    """Letters that only look like Latin ones, beside Latin letters or full width; "" where none.

    A whole word in one other script is a name, not a disguise.
    """
    found = []
    for word in re.split(r"[@.]", address):
        mixed = any("a" <= one <= "z" for one in word)
        twins = [one for one in word if one.translate(_TWINS) != one]
        disguised = len(twins) == len([one for one in word if not one.isascii()])
        found += twins if twins and (mixed or disguised) else []
        found += [one for one in word if "\uff01" <= one <= "\uff5e"]
    return "".join(dict.fromkeys(found))


def likeness(address: str) -> str:
    """A key that addresses share which a reader (or Gmail) takes for one another."""
    folded = unicodedata.normalize("NFKD", address).translate(_TWINS)
    folded = "".join(one for one in folded if not unicodedata.combining(one)).lower()
    local, at, domain = folded.rpartition("@")
    if domain in _GMAIL:
        local, domain = local.partition("+")[0].replace(".", ""), "gmail.com"
    for twin, letter in _ASCII_TWINS:
        local, domain = local.replace(twin, letter), domain.replace(twin, letter)
    return f"{local}{at}{domain}"
