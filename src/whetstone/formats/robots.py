"""robots.txt (RFC 9309): whether a program of this name may read a path."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

MOST_BYTES = 500_000
"""RFC 9309, 2.5: at least 500 KiB must be read; what stands behind is left."""
MOST_RULES = 2_000
_KEPT = "/%*$?&=:@!'()+,;~-._[]#"


@dataclass(frozen=True, slots=True)
class Rule:
    """A path, with `*` for anything and `$` for the end, and whether it may be read."""

    path: str
    allows: bool


def may_read(robots: str, agent: str, path: str) -> bool:
    """Whether `agent` may read `path` (with its query), by the group that names it, else by `*`.

    The longest rule that fits decides; of two equally long ones, the one that allows
    (RFC 9309, 2.2.2).
    """
    wanted = _plain(path)
    fitting = [rule for rule in rules_for(robots, agent) if fits(rule.path, wanted)]
    if not fitting:
        return True
    return max(fitting, key=lambda rule: (len(rule.path), rule.allows)).allows


def rules_for(robots: str, agent: str) -> list[Rule]:
    """The rules of all groups that name the agent; of those for everybody where none does."""
    own: list[Rule] = []
    for_all: list[Rule] = []
    names: list[str] = []
    in_rules, is_named = False, False
    for key, value in _lines(robots):
        if key == "user-agent":
            names = [value.lower()] if in_rules else [*names, value.lower()]
            in_rules = False
            is_named = is_named or agent.lower() in names
        elif key in {"allow", "disallow"}:
            in_rules = True
            if value and len(own) + len(for_all) < MOST_RULES:
                rule = Rule(_plain(value), key == "allow")
                own += [rule] if agent.lower() in names else []
                for_all += [rule] if "*" in names else []
    return own if is_named else for_all


def _lines(robots: str) -> list[tuple[str, str]]:
    found = []
    for line in robots[:MOST_BYTES].removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            found.append((key.strip().lower(), value.strip()))
    return found


def fits(pattern: str, path: str) -> bool:
    """Whether a path begins as a rule says. Each piece is looked for once: time is linear."""
    is_whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(rest):
        if is_whole and number == len(rest) - 1:
            return path.endswith(piece) and len(path) - len(piece) >= at
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not is_whole or at == len(path)


def _plain(path: str) -> str:
    """Both sides in one spelling of percent signs (RFC 9309, 2.2.2)."""
    return quote(unquote_to_bytes(path), safe=_KEPT)
