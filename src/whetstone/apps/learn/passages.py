"""What lessons, tasks, guides and the glossary say, as a search reads it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from whetstone.apps.field.services import Says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.curriculum import model as files

KINDS: Final = ("block", "task", "guide", "term")
_UNSAID: Final = re.compile(
    r'<svg\b.*?</svg>|<a class="cite[^>]*>.*?</a>|<details>.*?</details>', re.DOTALL
)
_TAG: Final = re.compile(r"<[^>]+>")
_CELL: Final = re.compile(r"</t[dh]>(?=\s*<t[dh])")
_ENDS: Final = re.compile(r"</(?:p|li|h\d|td|th|tr|caption|figcaption|blockquote)>")
_GAPS: Final = re.compile(r"\s+")


def passages(curriculum: files.Curriculum) -> Iterator[Says]:
    """One passage for each block, task, guide and term, in the files' order."""
    titles = {course.id: course.title.get("en", "") for course in curriculum.courses}
    for lesson in curriculum.lessons:
        also = (lesson.decision, titles.get(lesson.course, ""))
        for block in lesson.blocks:
            text = plain(block.html)
            if text:
                yield Says("block", f"{lesson.id}/{block.id}", lesson.title, text, also)
    for task in curriculum.tasks:
        yield Says("task", task.id, task.title, f"{task.hand_in} {plain(task.html)}")
    for guide in curriculum.guides:
        if guide.status == "published":
            yield Says("guide", guide.id, guide.title, _guide(guide))
    for term in curriculum.glossary:
        yield Says("term", term.id, term.term, term.text, term.also)


def _guide(guide: files.Guide) -> str:
    said = [guide.decision, *guide.invite, *(ask for ask, _listen in guide.questions)]
    said += [moment.what for moment in guide.agenda]
    return " ".join([*said, *guide.take_home, plain(guide.html)])


def plain(markup: str) -> str:
    """Our own HTML as one line of text: no drawings, no numbers of claims."""
    told = _CELL.sub(" · ", _UNSAID.sub("", markup))
    spaced = _ENDS.sub(" ", told)
    return _GAPS.sub(" ", html.unescape(_TAG.sub("", spaced))).strip()
