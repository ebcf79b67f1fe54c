"""What somebody wrote for their own brand, as chapters and as a file of theirs."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from whetstone.apps.learn import selectors
from whetstone.apps.learn.selectors.reading import boxes_of
from whetstone.web import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from whetstone.apps.learn.models import OwnWork

TASK = selectors.TASK_TEXT
_TAGS = re.compile(r"<[^>]+>")
_CITES = re.compile(r'<a class="cite[^>]*>.*?</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One box: what it asked, what was written, when it was last saved."""

    field: str
    asked: str
    text: str
    saved_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Chapter:
    """The boxes of one lesson, in the lesson's order."""

    lesson_slug: str
    title: str
    entries: tuple[Entry, ...]

    @property
    def is_task(self) -> bool:
        """Whether it was written for a task, not in a lesson."""
        return any(one.field in {TASK, selectors.TASK_LINK} for one in self.entries)


def chapters(person_id: int) -> list[Chapter]:
    """Own work by lesson, in course order, the newest state of each filled box. Three queries."""
    work = [row for row in selectors.own_work(person_id) if row.text.strip()]
    kept = {(row.lesson_slug, row.field): row for row in work}
    found = []
    for slug, title, boxes in boxes_of({row.lesson_slug for row in work}):
        entries = tuple(
            Entry(name, _plain(asked), kept[slug, name].text, kept[slug, name].saved_at)
            for name, asked in boxes
            if (slug, name) in kept
        )
        if entries:
            found.append(Chapter(slug, title, entries))
    return found + _tasks(work)


def _tasks(work: Sequence[OwnWork]) -> list[Chapter]:
    """What was written for tasks, and the address beside it, after the lessons."""
    asked = {TASK: _("What you wrote"), selectors.TASK_LINK: _("The link")}
    mine: dict[str, list[Entry]] = {}
    for row in sorted(work, key=lambda one: one.field != TASK):
        if row.field in asked:
            entry = Entry(row.field, asked[row.field], row.text, row.saved_at)
            mine.setdefault(row.lesson_slug, []).append(entry)
    titles = selectors.task_titles(mine) if mine else {}
    return [
        Chapter(slug, title, tuple(mine[slug]))
        for slug, title in sorted(titles.items(), key=lambda one: one[1])
    ]


def _plain(asked: str) -> str:
    return html.unescape(_TAGS.sub("", _CITES.sub("", asked))).strip()


def as_markdown(chapters: Sequence[Chapter], *, name: str, on: dt.date) -> str:
    """A Markdown file of it all; what was written stands as quoted text, unchanged."""
    title = _("Own work of %(name)s") % {"name": name}
    lines = [f"# {title}", "", wording.day(on), ""]
    for chapter in chapters:
        lines += [f"## {chapter.title}", ""]
        for entry in chapter.entries:
            lines += [f"**{entry.asked}**", ""]
            lines += [f"> {line}".rstrip() for line in entry.text.splitlines()]
            lines += ["", f"{_('Saved')}: {wording.day(entry.saved_at)}", ""]
    return "\n".join(lines)
