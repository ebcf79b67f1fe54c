"""Reading questions, levels and what is shared. No other app touches these tables."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, Q

from whetstone.apps.diagnose import sitting
from whetstone.apps.diagnose.estimates import ENTRY_LEVEL, Areas, supposed_profiles
from whetstone.apps.diagnose.live import (
    LiveBank,
    Question,
    live_bank,
    shelf,
    supposed,
)
from whetstone.apps.diagnose.models import (
    Attempt,
    EvidenceEpoch,
    Item,
    LevelEstimate,
    Offer,
    Response,
    SelfRating,
    ShareChoice,
)
from whetstone.apps.people import selectors as people
from whetstone.core.kernel.verdict import Verdict, verdict
from whetstone.core.measurement.item_life import SCORED
from whetstone.core.measurement.scoring import Score, score
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from whetstone.core.freshness.claims import ClaimState


@dataclass(frozen=True, slots=True)
class AreaEstimate:
    """What is known about a person in an area.

    `mean` and `sd` are in logits; `low`, `middle` and `high` (5 %, mean, 95 %) on the drawn scale
    of levels 0 to 4.
    `p_levels` holds P(at or above a level), by level as text, for the levels that may be named.
    `fresh` is what the
    answers are worth in fresh ones. `claims` are those under the answers, `live_claims` how many
    of them are current.
    """

    area_id: str
    mean: float
    sd: float
    low: float
    middle: float
    high: float
    p_levels: Mapping[str, float]
    answers: int
    fresh: float
    claims: tuple[str, ...]
    live_claims: int
    as_of: dt.datetime
    was: Mapping[str, Any] | None = None

    @property
    def p_entry(self) -> float:
        """P(at or above entry level)."""
        return self.p_levels.get(str(ENTRY_LEVEL), 0.5)

    @property
    def all_claims(self) -> int:
        """How many claims the answers rest on."""
        return len(self.claims)

    @property
    def is_measured(self) -> bool:
        """Whether any answer in the area still counts."""
        return self.answers > 0

    @property
    def verdict(self) -> Verdict:
        """The word for entry level."""
        return verdict(self.p_entry, measured=self.is_measured)


def as_estimates(areas: Areas, as_of: dt.datetime) -> dict[str, AreaEstimate]:
    """The stored numbers of a profile as values."""
    return {
        area: AreaEstimate(
            area_id=area,
            mean=one["mean"],
            sd=one["sd"],
            low=one["drawn"][0],
            middle=one["drawn"][1],
            high=one["drawn"][2],
            p_levels=one["p"],
            answers=one["answers"],
            fresh=one["fresh"],
            claims=tuple(one["claims"]),
            live_claims=one["live"],
            as_of=as_of,
            was=one.get("was"),
        )
        for area, one in areas.items()
    }


def estimates(person_id: int) -> dict[str, AreaEstimate]:
    """A person's levels by area; empty before the first sitting. One query."""
    return estimates_of([person_id]).get(person_id, {})


def estimates_of(person_ids: Any) -> dict[int, dict[str, AreaEstimate]]:
    """Levels by person and area (ids, or a sub-query of ids); people without answers are left out.

    One query.
    """
    rows = _ESTIMATES(*person_ids) if isinstance(person_ids, list) else _estimates(person_ids)
    return {person: as_estimates(areas, as_of) for person, areas, as_of in rows}


def _estimates(person_ids: Any) -> Any:
    rows = LevelEstimate.objects.filter(person_id__in=person_ids)
    return rows.values_list("person_id", "areas", "as_of")


_ESTIMATES = Prepared(lambda *person_ids: _estimates(person_ids))


def chances(person_ids: Any, *, level: int) -> dict[int, dict[str, float]]:
    """P(at or above a level) by person and measured area, as stored; one query."""
    return {person: chances_in(areas, level) for person, areas, _at in _estimates(person_ids)}


def supposed_chances(
    person_ids: Sequence[int],
    states: Mapping[str, ClaimState],
    *,
    level: int,
    workspace_id: int,
    now: dt.datetime,
) -> dict[int, dict[str, float]]:
    """The same if some claims stood otherwise, worked out anew; a constant number of queries."""
    live = supposed(live_bank(workspace_id, now.date()), states)
    found = supposed_profiles(person_ids, live=live, now=now)
    return {person: chances_in(areas, level) for person, areas in found.items()}


def chances_in(areas: Areas, level: int) -> dict[str, float]:
    """Of one profile: only areas that are measured, and only a level that may be named."""
    return {
        area: one["p"][str(level)]
        for area, one in areas.items()
        if one["answers"] > 0 and str(level) in one["p"]
    }


def areas_resting_on(claim_slugs: Iterable[str]) -> frozenset[str]:
    """The areas whose questions rest on one of the claims; no query beyond the kept shelf."""
    wanted = frozenset(claim_slugs)
    return frozenset(
        one.area_id for one in shelf().questions if not wanted.isdisjoint(one.rests_on)
    )


def verdict_words(person_ids: Any) -> dict[int, dict[str, str]]:
    """What the lead may read: verdict words by person and area, only where the person shares them.

    Two queries.
    """
    shared = shared_areas(person_ids)
    known = estimates_of(list(shared))
    return {
        person: {
            area: one.verdict.words
            for area, one in known.get(person, {}).items()
            if area in areas and one.is_measured
        }
        for person, areas in shared.items()
    }


def shared_areas(person_ids: Any) -> dict[int, frozenset[str]]:
    """Areas whose verdict words the lead may read, by person; the newest choice counts.

    Everything that shows a person's word asks here, so the workspace's rules hold everywhere:
    where a works council keeps verdicts off, nothing is shared; what was chosen before the rules
    changed counts no more. One query.
    """
    newest: dict[tuple[int, str], bool] = {}
    rows = _CHOICES(*person_ids) if isinstance(person_ids, list) else _choices(person_ids)
    for person, area, is_shared in rows:
        newest[person, area] = is_shared
    found: dict[int, set[str]] = defaultdict(set)
    for (person, area), is_shared in newest.items():
        if is_shared:
            found[person].add(area)
    return {person: frozenset(areas) for person, areas in found.items()}


def _choices(person_ids: Any) -> Any:
    rules = "person__workspace__rules"
    since = f"{rules}__choices_count_from"
    rows = (
        ShareChoice.objects.filter(person_id__in=person_ids)
        .filter(Q(**{f"{rules}__isnull": True}) | Q(**{f"{rules}__has_works_council": False}))
        .filter(Q(**{f"{since}__isnull": True}) | Q(recorded_at__gt=F(since)))
        .order_by("recorded_at", "pk")
    )
    return rows.values_list("person_id", "area_id", "is_shared")


_CHOICES = Prepared(lambda *person_ids: _choices(person_ids))


def state_of_words(workspace_id: int) -> tuple[Any, ...]:
    """What `verdict_words` of a workspace follows from, as far as it moves with time; two queries.

    Not where the clock stands still, as in a demo: there levels move and their moment does not.
    """
    learners = people.learner_ids(workspace_id)
    levels = LevelEstimate.objects.filter(person_id__in=learners)
    choices = ShareChoice.objects.filter(person_id__in=learners)
    return (*levels.aggregate(n=Count("pk"), at=Max("as_of")).values(),
            choices.aggregate(last=Max("pk"))["last"])  # fmt: skip


def areas_below(person_id: int, *, targets: Mapping[str, int] | None = None) -> list[str]:
    """Areas below entry level, probably; then those too close to call.

    In each, the least sure of entry level first.

    With `targets` (level by area) only areas in which entry level is needed. One query.
    """
    known = estimates(person_id)
    places = {Verdict.BELOW_PROBABLY: 0, Verdict.TOO_CLOSE: 1}
    found = [
        one
        for one in known.values()
        if one.verdict in places
        and (targets is None or targets.get(one.area_id, 0) >= ENTRY_LEVEL)
    ]
    found.sort(key=lambda one: (places[one.verdict], one.p_entry, one.area_id))
    return [one.area_id for one in found]


def answers_since(workspace_id: int | None, since: dt.datetime) -> dict[str, int]:
    """How often each question was answered here since then, in any version; one query."""
    rows = (
        Response.objects.filter(
            person_id__in=people.learner_ids(workspace_id), answered_at__gte=since
        )
        .order_by()
        .values_list("item__slug")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


def resting_on(persons: Any, claim_slugs: Iterable[str]) -> QuerySet[Response, Any]:
    """A sub-query: who of these people gave an answer that counts while the claims hold.

    Nobody else's level moves when one of the claims does.
    """
    wanted = frozenset(claim_slugs)
    rows = [one.pk for one in shelf().questions if not wanted.isdisjoint(one.rests_on)]
    return _who_answered(persons, rows)


def _who_answered(persons: Any, item_ids: Sequence[int]) -> QuerySet[Response, Any]:
    rows = Response.objects.filter(item_id__in=item_ids, person_id__in=persons)
    return rows.order_by().values_list("person_id", flat=True)


def item_titles(slugs: Iterable[str]) -> dict[str, str]:
    """Short titles of questions, by slug; unknown ones are left out."""
    latest = shelf().latest
    return {slug: latest[slug].short for slug in slugs if slug in latest}


def question(slug: str) -> Question | None:
    """A question in its newest version."""
    return shelf().latest.get(slug)


def question_by_row(pk: str) -> Question | None:
    """A stored version of a question by its row's number as text, as a form sends it."""
    return shelf().by_pk.get(int(pk)) if pk.isascii() and pk.isdigit() else None


def questions(slugs: Iterable[str]) -> dict[str, Question]:
    """Questions in their newest versions, by slug; unknown ones are left out."""
    latest = shelf().latest
    return {slug: latest[slug] for slug in slugs if slug in latest}


def item(slug: str) -> Mapping[str, Any] | None:
    """The payload of a question in its newest version (with `format`), as in the curriculum."""
    found = question(slug)
    return found.payload if found else None


def score_item(slug: str, answer: Mapping[str, Any]) -> Score:
    """Score an answer to a question without storing anything: for practice.

    Raises:
        LookupError: there is no such question.
        Faults: the answer does not fit the question.
    """
    payload = item(slug)
    if payload is None:
        raise LookupError(slug)
    return score(payload, answer)


def live_items(workspace_id: int | None, on: dt.date) -> dict[str, int]:
    """How many questions may be asked in each area, in a workspace, on a day."""
    live = live_bank(workspace_id, on)
    return {area: len(live.open_in(area)) for area in live.framework.area_ids}


def seen_lately(person_id: int, *, live: LiveBank, now: dt.datetime) -> frozenset[str]:
    """Slugs of the questions a person answered too lately to be asked again; one query."""
    since = now - dt.timedelta(days=sitting.SEEN_DAYS)
    shelf_rows = live.shelf.by_pk
    seen = _ANSWERED_SINCE(person_id, since)
    return frozenset(shelf_rows[pk].slug for (pk,) in seen if pk in shelf_rows)


_ANSWERED_SINCE = Prepared(
    lambda person_id, since: Response.objects.filter(
        person_id=person_id, answered_at__gte=since
    ).values_list("item_id")
)


def fresh_questions(
    person_id: int, *, live: LiveBank, now: dt.datetime
) -> dict[str, list[Question]]:
    """The questions that a person may be asked now, by area; one query."""
    return sitting.fresh(live, seen_lately(person_id, live=live, now=now))


def attempt(attempt_id: int, *, person_id: int) -> Attempt | None:
    """A sitting, only of this person."""
    return Attempt.objects.filter(pk=attempt_id, person_id=person_id).first()


def open_attempt(person_id: int) -> Attempt | None:
    """The sitting a person has open."""
    found = _OPEN_ATTEMPT.first(person_id)
    return Attempt.objects.get(pk=found[0]) if found else None


_OPEN_ATTEMPT = Prepared(
    lambda person_id: (
        Attempt.objects.filter(person_id=person_id, finished_at=None)
        .order_by("pk")
        .values_list("pk")[:1]
    )
)


def attempt_answers(attempt_id: int) -> list[Response]:
    """The answers of a sitting in the order they were given."""
    return list(Response.objects.filter(attempt=attempt_id).order_by("answered_at", "pk"))


def offers_of(attempt_id: int) -> list[Offer]:
    """The questions shown in a sitting, in order."""
    return list(Offer.objects.filter(attempt=attempt_id).order_by("position"))


def offered(attempt_id: int) -> list[tuple[int, int, dt.datetime, dict[str, Any]]]:
    """(place, stored question, since when, what was drawn) of a sitting, in order; one query."""
    return _OFFERED(attempt_id)


_OFFERED = Prepared(
    lambda attempt_id: (
        Offer.objects.filter(attempt=attempt_id)
        .order_by("position")
        .values_list("position", "item_id", "offered_at", "drawn")
    )
)


def drawn_in(attempt_id: int) -> dict[int, dict[str, Any]]:
    """What was drawn for the questions of a sitting, by stored question; one query."""
    rows = Offer.objects.filter(attempt=attempt_id).exclude(drawn={})
    return dict(rows.values_list("item_id", "drawn"))


def recent_answers(person_id: int, since: dt.datetime) -> list[tuple[int, int | None, int]]:
    """(stored question, sitting, points) of what somebody answered since then; one query."""
    return _RECENT(person_id, since)


_RECENT = Prepared(
    lambda person_id, since: Response.objects.filter(
        person_id=person_id, answered_at__gte=since
    ).values_list("item_id", "attempt_id", "score")
)


def stock() -> list[tuple[str, str, int, frozenset[str]]]:
    """(question, skill, level, claims it rests on) of all that may be scored; one query."""
    rows = Item.objects.filter(is_latest=True, state__in=SCORED).order_by("pk")
    return [
        (slug, skill, level, frozenset(payload.get("rests_on", ())))
        for slug, skill, level, payload in rows.values_list("slug", "skill_id", "level", "payload")
    ]


def answers_by_question(
    workspace_id: int | None, since: dt.datetime, until: dt.datetime
) -> dict[str, int]:
    """How often each question was answered here (None: anywhere), by its name; one query."""
    if workspace_id is None:
        return dict(_answers_between(since, until))
    return dict(_ANSWERS_HERE(workspace_id, since, until))


def _answers_between(since: Any, until: Any, **where: Any) -> QuerySet[Response, Any]:
    rows = Response.objects.filter(**where, answered_at__gte=since, answered_at__lt=until)
    return rows.order_by().values_list("item__slug").annotate(n=Count("pk"))


_ANSWERS_HERE = Prepared(
    lambda workspace_id, since, until: _answers_between(
        since, until, person__workspace_id=workspace_id
    )
)


def own_guesses(person_id: int) -> dict[str, float]:
    """What a person thinks of their own level by area, 0 to 4; the newest word counts.

    One query.
    """
    return dict(_OWN_GUESSES(person_id))


_OWN_GUESSES = Prepared(
    lambda person_id: (
        SelfRating.objects.filter(person_id=person_id)
        .order_by("recorded_at", "pk")
        .values_list("area_id", "value")
    )
)


def last_answered(person_ids: Sequence[int]) -> dict[int, dt.datetime]:
    """When each person last answered in a sitting; one query. A refresher is none."""
    return dict(_LAST_ANSWERED(*sorted(person_ids))) if person_ids else {}


_LAST_ANSWERED = Prepared(
    lambda *person_ids: (
        Response.objects.filter(person_id__in=person_ids)
        .exclude(attempt__mode=Attempt.Mode.REFRESHER)
        .values_list("person_id")
        .annotate(last=Max("answered_at"))
    )
)


def doings(person_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """(answers, learning events) of each person: grows with whatever they do. Two queries.

    Publications, new parameters and the days that pass move a level, and none of these.
    """
    answers, epochs = (
        dict(
            rows.filter(person_id__in=person_ids)
            .order_by()
            .values_list("person_id")
            .annotate(n=Count("*"))  # of rows: an index answers, and no row is fetched
        )
        for rows in (Response.objects, EvidenceEpoch.objects)
    )
    return {one: (answers.get(one, 0), epochs.get(one, 0)) for one in person_ids}
