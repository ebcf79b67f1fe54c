"""The folder that a school may reuse: whole, in plain Markdown, and no link leads nowhere."""

from __future__ import annotations

import re

import pytest
from tests.curriculum.test_library import GLOSSARY, GLOSSARY_FILE, GUIDE, GUIDE_FILE

from whetstone.core.kernel.errors import Faults
from whetstone.curriculum import find_root
from whetstone.curriculum.export import export

LINK = re.compile(r"\]\(([^)\s]+)[^)]*\)")
ANCHOR = re.compile(r'<a id="([^"]+)">')


def dead_links(folder):
    anchors = {
        path: set(ANCHOR.findall(path.read_text(encoding="utf-8")))
        for path in folder.rglob("*.md")
    }
    for page in anchors:
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            path = (page.parent / file).resolve() if file else page
            if not path.is_file() or (anchor and anchor not in anchors[path]):
                yield f"{page.relative_to(folder)}: {target}"


@pytest.fixture
def folder(tree, tmp_path):
    tree.write(GUIDE_FILE, GUIDE)
    tree.write(GLOSSARY_FILE, GLOSSARY)
    tree.write("CC-BY-4.0.md", "# CC BY 4.0\n")
    export(tree.root, tmp_path / "out")
    return (tmp_path / "out").resolve()


def page(folder, name):
    return (folder / name).read_text(encoding="utf-8")


def test_every_link_of_a_small_curriculum_holds(folder):
    assert not list(dead_links(folder))


def test_every_link_of_the_whole_curriculum_holds(tmp_path):
    done = export(find_root(), tmp_path / "all")
    assert done.pages > 100
    assert not list(dead_links((tmp_path / "all").resolve()))


def test_a_link_that_leads_nowhere_would_be_seen(folder):
    (folder / "README.md").write_text("[gone](nothing.md) [lost](claims.md#clm-none)")
    assert len(list(dead_links(folder))) == 2


def test_a_lesson_has_its_claims_with_sources_and_no_mark_of_ours(folder):
    text = page(folder, "courses/str-101/str-101-goal.md")
    assert "{{" not in text
    assert '<a id="claim-1"></a>' in text
    assert "A statement of clm-goal." in text
    assert "https://example.org/method" in text
    assert "read by second-reader, 2026-11-23" in text
    assert "../../figures/tree.svg" in text
    assert (folder / "figures/tree.svg").is_file()


def test_questions_have_keys_and_a_reason_for_every_answer(folder):
    text = page(folder, "items/str.md")
    for said in (
        "(2 points) Tap a link. *Nearest to the goal.*", "(right) An ad *It sells.*",
        "as best 2, as worst 0", "B before C", "**Be known**: People reached", "Not used: Views",
        "(key 4) Answer.",
    ):  # fmt: skip
        assert said in text


def test_cards_tasks_guides_words_and_the_licence_are_there(folder):
    assert "What names the act?" in page(folder, "cards/str.md")
    assert "## Rubric" in page(folder, "tasks/task-goal.md")
    assert "Listen for: A name." in page(folder, "guides/guide-goal.md")
    assert "**goal** (also: aim)" in page(folder, "glossary.md")
    assert (folder / "CC-BY-4.0.md").is_file()


def test_nothing_that_lies_there_is_written_over(tree, tmp_path):
    (tmp_path / "mine.txt").write_text("Mine.")
    with pytest.raises(Faults, match="lies here already"):
        export(tree.root, tmp_path)
    assert not (tmp_path / "README.md").exists()


def test_a_file_is_no_folder(tree, tmp_path):
    (tmp_path / "out").write_text("A file.")
    with pytest.raises(Faults):
        export(tree.root, tmp_path / "out")
