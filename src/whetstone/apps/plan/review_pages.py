"""What the pages of reviews show, worked out before the template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.learn.judging import Verdict, verdict
from whetstone.apps.plan import campaign_selectors as campaigns
from whetstone.apps.plan import review_selectors as selectors
from whetstone.apps.plan import review_words as words
from whetstone.apps.plan import selectors as goals
from whetstone.apps.plan.review_rubric import rubric
from whetstone.apps.plan.telling import told
from whetstone.core.strategy.plan_review import (
    REVIEWERS_TURN,
    UNANSWERED,
    CommentState,
    Line,
    ReviewState,
    Step,
    is_as,
)
from whetstone.web.wording import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.apps.plan.campaign_selectors import Names
    from whetstone.apps.plan.review_selectors import CommentView, ReviewView
    from whetstone.apps.plan.selectors import Board
    from whetstone.web.request import Actor


@dataclass(frozen=True, slots=True)
class LineShown:
    """A choice as it stands, with the comments on it. `parts`: its text label by label."""

    key: str
    name: str
    text: str
    parts: list[tuple[str, str]]
    why: list[str]
    is_argued: bool
    comments: list[CommentShown]


@dataclass(frozen=True, slots=True)
class CommentShown:
    """A comment in words. `then`: the choice as it stood, where it is another by now."""

    view: CommentView
    state: str
    mark: str
    then: str
    steps: list[tuple[str, str]]


class ReviewPage:
    """One review."""

    def __init__(self, view: ReviewView, actor: Actor, board: Board) -> None:
        self.view, self.actor, self.zone = view, actor, actor.time_zone
        self.rubric = rubric()
        runs = (run for run in board.campaigns if run.id == view.row.campaign_id)
        self.run = next(runs, None)

    @cached_property
    def argued(self) -> dict[str, list[str]]:
        """By choice, why it is argued so today, where nothing is taken yet; one query."""
        if self.run is None or self.run.decision is not None:
            return {}
        found = goals.argument(self.run)
        return {"measure": [told(found.objective.binding)], "length": [told(found.binding)]}

    @cached_property
    def names(self) -> Names:
        """Names of what a plan points at, as it stands and as it stood."""
        view = self.view
        stood = [Line(one.row.line, one.row.stood) for one in view.comments]
        signed = selectors.as_lines(view.signed.plan) if view.signed else ()
        claims = selectors.claims_in((*view.plan, *stood, *signed))
        return campaigns.names(self.actor.workspace_id, claims=claims)

    @property
    def is_reviewer(self) -> bool:
        """Whether the reader was asked."""
        return self.view.row.reviewer_id == self.actor.person_id

    @property
    def is_mine(self) -> bool:
        """Whether the plan is the reader's own."""
        return self.view.row.subject_id == self.actor.person_id

    @property
    def title(self) -> str:
        """Where it stands, as a sentence."""
        name = self.view.name
        if self.view.state is ReviewState.WITH_TEAM:
            asks = ngettext(
                "“%(name)s”: one change is asked for",
                "“%(name)s”: %(n)s changes are asked for",
                self.view.asks,
            )
            return asks % {"name": name, "n": number(self.view.asks)}
        said = {
            ReviewState.TO_READ: _("“%(name)s” waits to be read"),
            ReviewState.TO_SIGN: _("“%(name)s” waits for a signature"),
            ReviewState.SIGNED: _("“%(name)s” is signed as it stands"),
            ReviewState.CHANGED_SINCE: _("“%(name)s” has changed since it was signed"),
        }[self.view.state]
        return said % {"name": name}

    @property
    def lead(self) -> str:
        """Who is asked by whom."""
        row = self.view.row
        return _("%(asker)s asked %(reviewer)s. The plan is %(owner)s’s.") % {
            "asker": self._name(row.asked_by), "reviewer": self._name(row.reviewer),
            "owner": self._name(row.subject),
        }  # fmt: skip

    @staticmethod
    def _name(person: Any) -> str:
        return person.name if person else _("somebody who has left")

    @property
    def lines(self) -> list[LineShown]:
        """Every choice of the plan; those that are gone but were spoken of stand last."""
        shown = [self._line(one) for one in self.view.plan]
        here = {one.key for one in self.view.plan}
        gone: dict[str, Line] = {}
        for comment in self.view.comments:
            if comment.row.line not in here:
                gone.setdefault(comment.row.line, Line(comment.row.line, comment.row.stood))
        return shown + [self._line(one, is_gone=True) for one in gone.values()]

    def _line(self, one: Line, *, is_gone: bool = False) -> LineShown:
        text = words.line_text(one.key, None if is_gone else one.facts, self.names)
        return LineShown(
            key=one.key,
            name=words.line_name(one.key, one.facts),
            text=text,
            parts=[] if is_gone else words.line_parts(one.key, one.facts, self.names),
            why=words.line_why(one.facts) or self.argued.get(one.key, []),
            is_argued=one.key in self.argued,
            comments=[self._comment(each, one, is_gone) for each in self.view.on(one.key)],
        )

    def _comment(self, view: CommentView, now: Line, is_gone: bool) -> CommentShown:  # noqa: FBT001  # of one line
        moved = is_gone or not is_as(view.row.stood, now.facts)
        then = words.line_text(view.row.line, view.row.stood, self.names) if moved else ""
        marks = {CommentState.ASKED: "doubtful", CommentState.OPEN: "doubtful"}
        return CommentShown(
            view=view,
            state=words.comment_name(view.state),
            mark=marks.get(view.state, "current"),
            then=then,
            steps=self._steps(view),
        )

    def _steps(self, view: CommentView) -> list[tuple[str, str]]:
        """(value, button) of what the reader may do with a comment."""
        is_over = self.view.state is ReviewState.SIGNED and view.state not in UNANSWERED
        if view.state is CommentState.TAKEN_BACK or is_over:
            return []
        if self.is_reviewer:
            return [
                (Step.ANSWER.value, _("Answer")),
                (Step.TAKEN_BACK.value, _("Take it back")),
            ]
        if not self.actor.has("learner", "lead"):
            return []
        changed = [(Step.CHANGED.value, _("We changed it"))] if view.row.wants_change else []
        return [*changed, (Step.ANSWER.value, _("Answer"))]

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """(choice, as signed, now) of what is not as it was signed."""
        return [
            (
                words.line_name(one.key, one.now or one.then or {}),
                words.line_text(one.key, one.then, self.names),
                words.line_text(one.key, one.now, self.names),
            )
            for one in self.view.changed
        ]

    @property
    def judgement(self) -> tuple[str, Verdict] | None:
        """(rater, verdict): the newest judgement, for whoever made it and whose plan it is."""
        if not self.view.judgements or not (self.is_reviewer or self.is_mine):
            return None
        row = self.view.judgements[-1]
        found = verdict(self.rubric, row.rows, row.words, row.judged_at)
        return self._name(row.rater), found

    @property
    def own_rows(self) -> dict[str, Any] | None:
        """The reader's own last levels, to begin from."""
        return self.view.judgements[-1].rows if self.view.judgements else None

    @property
    def own_words(self) -> str:
        """The reader's own last words on the whole."""
        return self.view.judgements[-1].words if self.view.judgements else ""

    @property
    def judged(self) -> str:
        """That it was judged, for everybody else; empty where it was not."""
        if not self.view.judgements:
            return ""
        return _(
            "It was judged row by row. The levels are between the owner of the plan and whoever "
            "judged it."
        )

    @property
    def raters_said(self) -> str:
        """How many people judged it, and what that makes of the figure."""
        raters = {one.rater_id for one in self.view.judgements}
        if len(raters) > 1:
            return _("Judged by two people or more.")
        return _(
            "Judged by one person. Raters differ, so it says less of a level than two would; ask "
            "a second reviewer for the same plan, and both count."
        )

    @property
    def counts(self) -> str:
        """Whether it counts for the owner's levels, said to the owner: "yes", "no" or ""."""
        said = selectors.say_of(self.view.id, self.actor.person_id) if self.is_mine else None
        return "" if said is None else "yes" if said.counts else "no"

    said_before = staticmethod(words.before_handing_in)


@dataclass(frozen=True, slots=True)
class Row:
    """A review in a list."""

    id: int
    name: str
    state: str
    mark: str
    note: str
    is_yours: bool


def rows(found: Sequence[ReviewView], actor: Actor) -> list[Row]:
    """Reviews in a list: what waits for the reader first."""
    shown = [_row(one, actor) for one in found]
    return sorted(shown, key=lambda one: not one.is_yours)


def _row(one: ReviewView, actor: Actor) -> Row:
    team = actor.has("lead") or one.row.subject_id == actor.person_id
    mine = one.row.reviewer_id == actor.person_id
    yours = (mine and one.state in REVIEWERS_TURN) or (
        team and not mine and one.state is not ReviewState.SIGNED and one.unanswered > 0
    )
    marks = {ReviewState.SIGNED: "current", ReviewState.CHANGED_SINCE: "retired"}
    return Row(
        id=one.id,
        name=one.name,
        state=words.state_name(one.state),
        mark=marks.get(one.state, "doubtful"),
        note=_note(one),
        is_yours=yours,
    )


def _note(one: ReviewView) -> str:
    said = []
    if one.row.reviewer is not None:
        said.append(_("reviewer: %(name)s") % {"name": one.row.reviewer.name})
    n = len(one.comments)
    if n:
        said.append(ngettext("%(n)s comment", "%(n)s comments", n) % {"n": number(n)})
    if one.unanswered:
        waits = ngettext("%(n)s waits for an answer", "%(n)s wait for an answer", one.unanswered)
        said.append(waits % {"n": number(one.unanswered)})
    return " · ".join(said)


def list_title(shown: Sequence[Row]) -> str:
    """What the list says first."""
    yours = sum(one.is_yours for one in shown)
    if yours:
        return ngettext(
            "One review waits for you", "%(n)s reviews wait for you", yours
        ) % {"n": number(yours)}  # fmt: skip
    if shown:
        return _("No review waits for you")
    return _("Who else has looked at the plan?")
