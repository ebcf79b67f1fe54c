"""Exports of networks: looked at first, taken once, the same in any order, wrong rows told."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.plan.exports import (
    NOW,
    TODAY,
    as_csv,
    had,
    held,
    instagram,
    look,
    post,
    take,
)

from whetstone.apps.people.models import AuditRow
from whetstone.apps.plan import (
    figures_jobs,
    figures_selectors,
    figures_staging,
    figures_taking,
    figures_words,
)
from whetstone.apps.plan.figures_merging import Said, merged
from whetstone.apps.plan.figures_models import (
    NetworkPost,
    PostSnapshot,
    Upload,
    UploadFlaw,
    UploadPiece,
)
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.formats.networks import FLAWS
from whetstone.web.append_only import WrittenOnceError

EARLIER = TODAY - dt.timedelta(days=14)


@pytest.fixture
def marram(make_workspace):
    return make_workspace("Marram")


@pytest.fixture
def other(make_workspace):
    return make_workspace("Other")


# --- promises ------------------------------------------------------------------------------


def test_a_file_is_looked_at_before_anything_is_here(marram):
    made = look(marram, instagram(post(1), post(2)))
    assert made.state == Upload.State.READY
    assert (made.network, made.counts["new"], made.counts["refused"]) == ("instagram", 2, 0)
    assert not NetworkPost.objects.exists()
    assert figures_words.finding(made) == "It would bring 2 posts"


def test_a_file_that_is_taken_brings_posts_with_their_figures(marram):
    made = take(marram, instagram(post(1), post(2, views="", reach="0")))
    assert made.state == Upload.State.TAKEN
    found = held(marram)
    assert found["01"]["views"] == 145
    assert "views" not in found["02"], "a blank cell is unknown, and stands nowhere"
    assert found["02"]["reach"] == 0
    assert "saves" not in found["01"]
    one = NetworkPost.objects.get(post_id__endswith="01")
    assert one.published == dt.datetime(2026, 11, 2, 18, 0, tzinfo=dt.UTC)
    assert one.text == "Post 1 #repair"
    assert one.eras["views"] == "instagram-views-2024-08"


def test_the_bytes_of_a_file_that_is_over_are_gone(marram):
    taken = take(marram, instagram(post(1)))
    dropped = look(marram, instagram(post(2)))
    assert UploadPiece.objects.filter(upload=dropped).exists()
    figures_taking.drop(upload_id=dropped.pk, workspace_id=marram.pk, actor_id=None, now=NOW)
    assert not UploadPiece.objects.exists()
    assert not UploadFlaw.objects.exists()
    assert taken.size


def test_the_same_file_again_changes_nothing(marram):
    data = instagram(post(1), post(2))
    take(marram, data)
    before = held(marram)
    again = take(marram, data, seen_on=TODAY)
    assert (again.counts["new"], again.counts["changed"], again.counts["same"]) == (0, 0, 2)
    assert held(marram) == before
    assert PostSnapshot.objects.count() == 2
    assert figures_words.done(again) == "Nothing changed: all of it was known"


def test_a_file_in_halves_is_the_file(marram, other):
    rows = [post(n, views=str(100 + n)) for n in range(1, 9)]
    take(marram, instagram(*rows))
    take(other, instagram(*rows[5:]))
    take(other, instagram(*rows[:6]))
    assert held(other) == held(marram)


def test_the_order_in_which_files_come_does_not_matter(make_workspace):
    """Three exports of one post, the middle one lower (a correction), the last as the first."""
    files = [
        (instagram(post(1, views=views, likes=likes)), TODAY - dt.timedelta(days=age))
        for views, likes, age in (("100", "5", 20), ("90", "", 10), ("100", "7", 0))
    ]
    found = []
    for n, order in enumerate(itertools.permutations(files)):
        workspace = make_workspace(f"W{n}")
        for data, seen_on in order:
            take(workspace, data, seen_on=seen_on)
        found.append(held(workspace))
        assert NetworkPost.objects.get(workspace=workspace).seen_on == TODAY
    assert all(one == found[0] for one in found)
    assert found[0]["01"]["views"] == 100
    assert found[0]["01"]["likes"] == 7


def test_an_older_export_never_writes_over_a_newer_one(marram):
    take(marram, instagram(post(1, views="200", text="New words")))
    older = take(marram, instagram(post(1, views="100", text="Old words")), seen_on=EARLIER)
    assert held(marram)["01"]["views"] == 200
    assert NetworkPost.objects.get().text == "New words"
    assert PostSnapshot.objects.count() == 2, "every snapshot is kept"
    assert older.counts["changed"] == 1


def test_a_newer_export_changes_what_moved_and_says_so(marram):
    take(marram, instagram(post(1), post(2)), seen_on=EARLIER)
    made = look(marram, instagram(post(1, views="200"), post(2), post(3)))
    assert (made.counts["changed"], made.counts["same"], made.counts["new"]) == (1, 1, 1)
    [changed] = made.report["shown"]["changed"]
    assert figures_words.moved(changed["figures"]) == "views 145 → 200"
    taken = take(marram, instagram(post(1, views="200"), post(2), post(3)))
    assert figures_words.done(taken) == "1 post came in, 1 post changed"


def test_a_metric_of_which_the_newest_file_is_silent_stays_as_it_was():
    found = merged(
        [
            Said(TODAY, 2, {"views": 9.0}, {"views": "b"}),
            Said(EARLIER, 1, {"views": 5.0, "saves": 3.0}, {"views": "a", "saves": "s"}),
        ]
    )
    assert found.figures == {"views": 9.0, "saves": 3.0}
    assert found.eras == {"views": "b", "saves": "s"}
    assert found.seen_on == TODAY


def test_a_taking_that_was_stopped_goes_on_and_counts_everything_once(marram, monkeypatch):
    from whetstone.apps.plan import figures_fates

    monkeypatch.setattr(figures_fates, "AT_ONCE", 2)
    made = look(marram, instagram(*(post(n) for n in range(1, 7))))
    figures_taking.begin(upload_id=made.pk, workspace_id=marram.pk, without_refused=False, now=NOW)
    real, calls = figures_taking._piece, []

    def stops(*args):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(figures_taking, "_piece", stops)
    with pytest.raises(KeyboardInterrupt):
        figures_taking.take(made.pk, now=NOW)
    assert NetworkPost.objects.count() == 2
    counts = figures_taking.take(made.pk, now=NOW)
    assert counts is not None
    assert counts["post_new"] == 6
    assert PostSnapshot.objects.count() == 6


def test_two_files_taken_at_once_both_count(marram, monkeypatch):
    """While one waits for its turn another is taken: it is judged by what is here by then."""
    short = as_csv(("Post ID", "Account username", "Publish time", "Saves"),
                   *((post(n)[0], "marram", post(n)[6], "7") for n in (1, 2, 3)))  # fmt: skip
    long, other = look(marram, instagram(post(1), post(2))), look(marram, short)
    for each in (long, other):
        figures_taking.begin(
            upload_id=each.pk, workspace_id=marram.pk, without_refused=True, now=NOW
        )
    waits = [other.pk]

    def turn(_workspace):
        if waits:
            figures_taking.take(waits.pop(), now=NOW)

    monkeypatch.setattr(figures_taking, "_one_at_a_time", turn)
    counts = figures_taking.take(long.pk, now=NOW)
    assert (counts["post_new"], counts["post_changed"]) == (0, 2)
    assert held(marram)["01"] | {"views": 145, "saves": 7} == held(marram)["01"]
    assert NetworkPost.objects.count() == 3


def test_one_file_taken_by_two_workers_is_taken_once(marram, monkeypatch):
    made = look(marram, instagram(post(1), post(2)))
    figures_taking.begin(upload_id=made.pk, workspace_id=marram.pk, without_refused=True, now=NOW)
    second = [made.pk]
    monkeypatch.setattr(
        figures_taking, "_one_at_a_time",
        lambda _workspace: second and figures_taking.take(second.pop(), now=NOW),
    )  # fmt: skip
    assert figures_taking.take(made.pk, now=NOW) is None
    assert PostSnapshot.objects.count() == 2
    assert AuditRow.objects.filter(act="take figures").count() == 1


def test_a_file_that_is_read_or_taken_says_how_much_is_done(marram, monkeypatch):
    from whetstone.apps.plan import figures_fates

    monkeypatch.setattr(figures_fates, "AT_ONCE", 50)
    made = look(marram, instagram(*(post(n, text="words " * 60) for n in range(1, 400))))
    Upload.objects.filter(pk=made.pk).update(state=Upload.State.READING)
    seen = []
    monkeypatch.setattr(
        figures_staging, "_keep_flaws",
        lambda one, *_more: seen.append(figures_words.share_done(Upload.objects.get(pk=one.pk))),
    )  # fmt: skip
    figures_staging.read(made.pk, clock=lambda: NOW)
    assert seen[0] is None, "nothing is told before anything is read"
    assert 0 < seen[2] < seen[-1] <= 1
    made.refresh_from_db()
    made.state, made.done = Upload.State.TAKING, 100
    assert figures_words.share_done(made) == pytest.approx(100 / 399)


def test_what_is_here_is_said_by_network(marram):
    take(marram, instagram(post(1, on="05/02/2024 10:00"), post(2)))
    one = had(marram)["instagram"]
    assert (one.posts, one.first, one.last) == (2, dt.date(2024, 5, 2), dt.date(2026, 11, 2))
    assert one.seen_on == TODAY
    assert one.breaks == ()


def test_a_figure_that_is_counted_in_two_ways_is_split_where_it_changed(marram):
    take(marram, instagram(post(1, on="05/02/2024 10:00"), post(2)))
    NetworkPost.objects.filter(post_id__endswith="01").update(eras={"views": "instagram-plays"})
    [broken] = had(marram)["instagram"].breaks
    assert broken.metric == "views"
    assert [(way.posts, way.since) for way in broken.ways] == [(1, None), (1, dt.date(2024, 8, 1))]


def test_erasing_a_file_leaves_what_the_others_said(marram):
    first = take(marram, instagram(post(1), post(2)), seen_on=EARLIER)
    second = take(marram, instagram(post(1, views="200"), post(3)))
    gone = figures_taking.erase(
        upload_id=second.pk, workspace_id=marram.pk, actor_id=None, now=NOW
    )
    assert gone == 2
    found = held(marram)
    assert found.keys() == {"01", "02"}
    assert found["01"]["views"] == 145
    assert figures_selectors.taken(marram.pk) == [first]


def test_every_act_is_in_the_log_without_a_word_of_the_file(marram):
    made = take(marram, instagram(post(1, text="Secret words")), name="secret.csv")
    figures_taking.erase(upload_id=made.pk, workspace_id=marram.pk, actor_id=None, now=NOW)
    rows = AuditRow.objects.filter(workspace=marram)
    assert {"upload figures", "take figures", "erase figures"} <= {one.act for one in rows}
    assert "ecret" not in str(list(rows.values()))


def test_a_file_that_nobody_took_goes_after_a_week(marram):
    look(marram, instagram(post(1)))
    assert figures_jobs.tidy(NOW + dt.timedelta(days=6)) == 0
    assert figures_jobs.tidy(NOW + dt.timedelta(days=8)) == 1
    assert Upload.objects.get().state == Upload.State.DROPPED
    assert not UploadPiece.objects.exists()


def test_queries_grow_by_the_batch_and_not_by_the_row(marram):
    def cost(n, start):
        made = look(marram, instagram(*(post(start + k) for k in range(n))))
        figures_taking.begin(
            upload_id=made.pk, workspace_id=marram.pk, without_refused=False, now=NOW
        )
        with CaptureQueriesContext(connection) as some:
            figures_taking.take(made.pk, now=NOW)
        return len(some)

    few, many = cost(5, 1), cost(300, 1000)
    assert many <= few + 4


# --- refusals ------------------------------------------------------------------------------


def test_a_ruined_id_is_refused_with_its_row_its_column_and_what_mends_it(marram):
    made = look(marram, instagram(post(1), post(2, post_id="1.79603E+16")))
    assert made.counts["refused"] == 1
    flaw = UploadFlaw.objects.get(upload=made, refuses=True)
    assert (flaw.line, flaw.column, flaw.code) == (3, "Post ID", "ruined_id")
    assert all(figures_words.flaw(flaw))


def test_refused_rows_are_left_out_only_when_that_is_said(marram):
    made = look(marram, instagram(post(1), post(2, post_id="1.79603E+16")))
    with pytest.raises(Refused):
        figures_taking.begin(
            upload_id=made.pk, workspace_id=marram.pk, without_refused=False, now=NOW
        )
    figures_taking.begin(upload_id=made.pk, workspace_id=marram.pk, without_refused=True, now=NOW)
    figures_taking.take(made.pk, now=NOW)
    assert held(marram).keys() == {"01"}


def test_a_file_is_taken_once(marram):
    made = take(marram, instagram(post(1)))
    assert not figures_taking.begin(
        upload_id=made.pk, workspace_id=marram.pk, without_refused=True, now=NOW
    )
    assert figures_taking.take(made.pk, now=NOW) is None


def test_another_workspaces_file_is_not_there(marram, other):
    made = look(marram, instagram(post(1)))
    with pytest.raises(Missing):
        figures_taking.begin(
            upload_id=made.pk, workspace_id=other.pk, without_refused=True, now=NOW
        )
    assert not figures_taking.drop(
        upload_id=made.pk, workspace_id=other.pk, actor_id=None, now=NOW
    )
    with pytest.raises(Missing):
        figures_taking.erase(upload_id=made.pk, workspace_id=other.pk, actor_id=None, now=NOW)
    with pytest.raises(Missing):
        figures_staging.answer(
            upload_id=made.pk, workspace_id=other.pk, answers={}, actor_id=None, now=NOW
        )


def test_the_same_post_in_two_workspaces_is_two_posts(marram, other):
    take(marram, instagram(post(1, views="100")))
    take(other, instagram(post(1, views="7")))
    assert held(marram)["01"]["views"] == 100
    assert held(other)["01"]["views"] == 7


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02" * 50, b"Post ID,Views\n"])
def test_what_cannot_be_read_says_why_and_changes_nothing(marram, data):
    made = look(marram, data, options=None)
    assert made.state in {Upload.State.UNREADABLE, Upload.State.ASKING}
    if made.state == Upload.State.UNREADABLE:
        [fault, *_] = made.report["faults"]
        assert all(fault[:2])
    assert not NetworkPost.objects.exists()


def test_what_a_file_said_is_never_written_over(marram):
    take(marram, instagram(post(1)))
    one = PostSnapshot.objects.get()
    one.figures = {}
    with pytest.raises(WrittenOnceError):
        one.save()


def test_every_fault_that_the_reader_knows_has_words():
    assert [code for code in FLAWS if not figures_words.has_words(code)] == []
