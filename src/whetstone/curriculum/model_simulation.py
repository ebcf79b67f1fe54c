"""A task that runs by the clock: messages at their minutes, and what good answers hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

CHANNELS: Final = (
    "alert", "chat", "comment", "direct-message", "email", "phone", "planner", "post", "press",
)  # fmt: skip
"""Where a message may come in. What each is called on a page stands with the page."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A small table that comes with a message: numbers a desk would be sent."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What arrives at a minute. `good`: by rubric row, what a good answer holds."""

    minute: int
    sender: str
    channel: str
    text: str
    good: Mapping[str, str]
    attached: Attached | None = None


@dataclass(frozen=True, slots=True)
class Simulation:
    """The timed part of a task. `brief` is read before the clock starts."""

    minutes: int
    brief: str
    messages: tuple[Message, ...]

    def as_json(self) -> dict[str, Any]:
        """The whole of it, ready for JSON: what a run keeps of the version it began with."""
        return {
            "minutes": self.minutes,
            "brief": self.brief,
            "messages": [_message(one) for one in self.messages],
        }


def _message(one: Message) -> dict[str, Any]:
    attached = one.attached
    return {
        "minute": one.minute,
        "from": one.sender,
        "channel": one.channel,
        "text": one.text,
        "good": dict(one.good),
        "table": attached
        and {
            "caption": attached.caption,
            "head": list(attached.head),
            "rows": [list(row) for row in attached.rows],
        },
    }
