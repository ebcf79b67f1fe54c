"""Small numbers as words: the sitting's progress is said, not counted down."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from whetstone.web import wording

_CARDINALS: Final = (
    noop("no"), noop("one"), noop("two"), noop("three"), noop("four"), noop("five"), noop("six"),
    noop("seven"), noop("eight"), noop("nine"), noop("ten"), noop("eleven"), noop("twelve"),
)  # fmt: skip
_QUESTIONS: Final = (
    noop("First question."), noop("Second question."), noop("Third question."),
    noop("Fourth question."), noop("Fifth question."), noop("Sixth question."),
    noop("Seventh question."), noop("Eighth question."), noop("Ninth question."),
    noop("Tenth question."), noop("Eleventh question."), noop("Twelfth question."),
)  # fmt: skip


def in_words(number: int) -> str:
    """Three; figures from thirteen on."""
    return _(_CARDINALS[number]) if 0 <= number < len(_CARDINALS) else wording.number(number)


def nth_question(number: int) -> str:
    """Fifth question. With a figure from the thirteenth on."""
    if 1 <= number <= len(_QUESTIONS):
        return _(_QUESTIONS[number - 1])
    return _("Question %(n)s.") % {"n": wording.number(number)}


def still_to_come(soon: int, maybe: int) -> str:
    """What follows the question that is open.

    `soon` counts it too, `maybe` those that may be needed.
    """
    after = soon - 1
    if not maybe:
        if not after:
            return _("It is the last one.")
        return _("%(N)s more.") % {"N": in_words(after).capitalize()}
    most = in_words(after + maybe)
    if not after:
        return _("Perhaps the last one; at most %(most)s more.") % {"most": most}
    return _("%(N)s more, perhaps %(most)s.") % {"N": in_words(after).capitalize(), "most": most}
