"""The rubric by which a plan is judged: seven rows of five levels, in words of what it does.

The rows have the shape of a task's rubric in the curriculum, and name the skill that each shows.
Levels mean what the levels of the scale mean: 2 is entry level.
"""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

SKILLS: Final = {
    "goal": "STR-1",
    "audience": "AUD-1",
    "measure": "CMP-1",
    "length": "CMP-3",
    "risk": "CMP-5",
    "resources": "STR-5",
    "figures": "ANA-2",
}
"""By row, the skill of the framework that it shows."""

NAMES: Final = {
    "goal": noop("It serves a goal"),
    "audience": noop("Whom it is for, and how that is known"),
    "measure": noop("What counts, and whether it can be seen"),
    "length": noop("How long, and why"),
    "risk": noop("Risks and care"),
    "resources": noop("Hours and money"),
    "figures": noop("Honesty of its figures"),
}

LEVELS: Final[dict[str, tuple[str, str, str, str, str]]] = {
    "goal": (
        noop("Names no goal."),
        noop("Names a goal, but nobody could say from it whether the plan worked."),
        noop("Leads step by step to a business goal with a target, a date and an owner."),
        noop("As 2, and says what it gives up for it, and which goal it does not serve."),
        noop("As 3, and says what would show that the way to the goal is wrong."),
    ),
    "audience": (
        noop("Is for everybody."),
        noop("Describes people by a guess, or by whoever follows already."),
        noop("Says whom it wants, with a source and a date, and whom it reaches now."),
        noop("As 2, with intervals, and tells ties from differences."),
        noop("As 3, and says who is left out, and what would change the choice."),
    ),
    "measure": (
        noop("Counts nothing, or everything."),
        noop("Counts what is easy to count, or what no longer has its old meaning."),
        noop("Counts one thing that the goal names, with its definition and where it starts."),
        noop("As 2, and the smallest difference worth acting on can be seen with these people."),
        noop("As 3, and says which nearest thing to steer by, and when to stop believing it."),
    ),
    "length": (
        noop("Has no last day."),
        noop("Runs as long as the last one did."),
        noop("Runs whole weeks, and names the condition that sets how many."),
        noop("As 2, from its own history, with how sure that is."),
        noop(
            "As 3, with the day on which it is read, and a comparison where longer does not help."
        ),
    ),
    "risk": (
        noop("Asks nothing of the kind."),
        noop("Lists risks without names."),
        noop("Says who answers people and when, who may pause it, and what is checked before."),
        noop("As 2, with a second person for each, and the hours that nobody covers."),
        noop("As 3, was tried once, and says what was mended after it."),
    ),
    "resources": (
        noop("Counts no hours."),
        noop("Fits only if nothing else happens."),
        noop("Counts hours and money against what there is, and who is missing."),
        noop("As 2, and says what is left undone for it, and the skills it still needs."),
        noop("As 3, and holds something back, with a rule for letting it go."),
    ),
    "figures": (
        noop("Has no figures, or figures from nowhere."),
        noop("Has figures without date, source or interval."),
        noop("Gives each figure a source and a date, and says what is not known."),
        noop("As 2, with intervals, and keeps apart what moved together and what was caused."),
        noop("As 3, and wrote down before it began what it expects, to be held to it."),
    ),
}


def rubric() -> list[dict[str, Any]]:
    """The rows in the reader's language, in the shape of a task's rubric."""
    return [
        {"id": row, "name": _(name), "skill": SKILLS[row], "levels": [_(w) for w in LEVELS[row]]}
        for row, name in NAMES.items()
    ]
