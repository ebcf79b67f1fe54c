"""Who cites claims, what a demo copy consists of, where roles are read: told once, here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.web import many_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.diagnose.lessons import Lesson


def compose() -> None:
    """Wire the registers of the apps."""
    many_keys.install()
    _compose()
    _judged_works()


def _compose() -> None:
    from whetstone.apps.connect import proving, telling
    from whetstone.apps.diagnose import citer as diagnose_citer
    from whetstone.apps.diagnose import erasing as diagnose_erasing
    from whetstone.apps.diagnose import lessons
    from whetstone.apps.diagnose.secured import allowances
    from whetstone.apps.diagnose.secured import citer as secured_citer
    from whetstone.apps.field import citers, ports
    from whetstone.apps.field import selectors as field
    from whetstone.apps.keepup import digest_words
    from whetstone.apps.lead import gaps, releasing
    from whetstone.apps.lead import services as lead
    from whetstone.apps.learn import citer as learn_citer
    from whetstone.apps.learn import due, lines
    from whetstone.apps.learn import selectors as learning
    from whetstone.apps.learn.services.certificates import revoke_records
    from whetstone.apps.people import demo, erasing, roles
    from whetstone.apps.people.rosters import ports as rosters
    from whetstone.apps.plan import citer as plan_citer
    from whetstone.apps.plan.campaign_erasing import mask_person
    from whetstone.config import after_words
    from whetstone.config.demo import copies

    roles.register(lambda: [(role.id, role.name) for role in field.framework().roles.values()])
    rosters.register_edition(field.edition_name)
    demo.register(copies.enter, copies.throw_away, copies.sweep_some)
    citers.register(*learn_citer.CITERS, diagnose_citer.ITEM_CITER, *plan_citer.CITERS)
    citers.register_withheld(secured_citer.SECURED_WITHHELD)
    lessons.register(_lessons_that_help)
    due.register(telling.due_of)
    allowances.register(proving.time_percents_of)
    lines.register(digest_words.line_for)
    ports.register_before_publication(lead.freeze_before_publication)
    ports.register_shown_cover(releasing.shown_cover)
    learning.register_told_gaps(gaps.told)
    ports.register_after_word(after_words.follow)
    erasing.register(diagnose_erasing.keep_counts, revoke_records, mask_person)


def _judged_works() -> None:
    """Judged works and plans: for certificates, for raters, and as evidence."""
    from whetstone.apps.connect import proving
    from whetstone.apps.diagnose import judged as evidence
    from whetstone.apps.learn import judged
    from whetstone.apps.learn.handing import telling as tasks
    from whetstone.apps.learn.simulation import agreeing
    from whetstone.apps.learn.simulation import judging as drills
    from whetstone.apps.learn.simulation import telling as drill_levels
    from whetstone.apps.plan import review_selectors as plans

    judged.register(proving.judged_works_of, drills.judged_drills_of, tasks.judged_tasks_of)
    judged.register_first_words(
        proving.first_words_on_works, agreeing.first_words_on_drills, plans.first_words_on_plans,
        tasks.first_words_on_tasks,
    )  # fmt: skip
    evidence.register(
        proving.told_works, drill_levels.told_drills, plans.told_plans, tasks.told_tasks
    )


def _lessons_that_help(person_id: int, area_ids: Sequence[str]) -> Mapping[str, Lesson]:
    """The first unfinished lesson of an area, as the profile offers it."""
    from whetstone.apps.diagnose.lessons import Lesson
    from whetstone.apps.learn import selectors as learn
    from whetstone.web.address import address

    return {
        area: Lesson(row.title, address("learn:lesson", row.slug), row.real_minutes)
        for area, row in learn.suggestions(person_id, area_ids).items()
    }
