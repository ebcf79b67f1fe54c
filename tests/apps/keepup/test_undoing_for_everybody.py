"""What was published for everybody is undone for everybody: by whom, where, and what stays."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest
from tests.signing_in import post_again, signed_in

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.field.models import Change, ChangeEffect, ClaimVersion, Publication
from whetstone.apps.keepup import selectors, services
from whetstone.apps.keepup.selectors import Counts
from whetstone.apps.lead import sheet
from whetstone.apps.learn.models import Refresher
from whetstone.apps.people.models import AuditRow
from whetstone.apps.plan.breaks import breaks
from whetstone.config import cli
from whetstone.core.kernel.errors import Missing, Refused

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
AN_HOUR = dt.timedelta(hours=1)
PAGE = "/everybody/changes/chg-test"


def text(response) -> str:
    return unescape(response.content.decode())


def status(workspace, slug="clm-test-old"):
    return str(ledger.ledger(workspace and workspace.pk, on=TODAY).status(slug))


def stands(workspace, world):
    change = ledger.change(workspace and workspace.pk, world.CHANGE)
    return selectors.standing_of(change, workspace and workspace.pk)


def publish(world, at=NOW, **by):
    return services.publish_for_all(world.CHANGE, now=at, **by)


def undo(world, at=NOW + AN_HOUR, **by):
    return services.reverse_for_all(world.CHANGE, now=at, **by)


def here(do, workspace, world, at):
    return do(change_slug=world.CHANGE, workspace_id=workspace.pk, person_id=None, now=at)


def waiting(workspace):
    rows = Refresher.objects.filter(person__workspace=workspace, done_at=None, withdrawn_at=None)
    return rows.count()


def reversal(client, slug="chg-test"):
    return post_again(client, f"/everybody/changes/{slug}/reversal")


# --- who may ---


def test_whoever_edits_for_one_workspace_finds_nothing_to_undo(elsewhere, world, client_as):
    publish(world)
    assert client_as(elsewhere.editor).post(f"{PAGE}/reversal").status_code == 404
    with pytest.raises(Refused, match="only an editor of the whole installation"):
        undo(world, person_id=elsewhere.editor.pk)
    assert status(None) == "superseded"


def test_a_lead_a_learner_and_a_stranger_undo_nothing(marram, world, client, client_as):
    publish(world)
    assert client_as(marram.lead).post(f"{PAGE}/reversal").status_code == 403
    assert client_as(marram.team[1]).post(f"{PAGE}/reversal").status_code == 403
    assert client.post(f"{PAGE}/reversal").status_code == 302
    assert not Change.objects.exclude(undoes=None).exists()


def test_it_asks_again_for_the_password_and_does_nothing_before(edda, world, client_as):
    publish(world)
    answer = client_as(edda).post(f"{PAGE}/reversal")
    assert answer.headers["Location"].startswith("/account/reauthenticate/")
    assert status(None) == "superseded"


def test_it_is_undone_by_a_post_and_never_by_a_look(edda, world):
    publish(world)
    assert signed_in(edda).get(f"{PAGE}/reversal").status_code == 405
    assert status(None) == "superseded"


def test_a_workspaces_own_change_and_an_unknown_one_are_not_found(edda, marram, world):
    client = signed_in(edda)
    own = world.pending("chg-own", "Ours alone", workspace=marram)
    assert reversal(client, own.slug).status_code == 404
    assert reversal(client, "chg-none").status_code == 404
    with pytest.raises(Missing):
        services.reverse_for_all("chg-none", now=NOW)


# --- what it does ---


def test_the_page_says_what_comes_back_and_the_act_does_it(edda, marram, elsewhere, world):
    client = signed_in(edda)
    publish(world)
    page = text(client.get(PAGE))
    assert "If it is undone for everybody" in page
    assert "Holds again: “Reach stands in the feed.”" in page
    assert "Counts no longer: “Views stand in the feed.”" in page
    assert "of how many people is not shown" in page  # four people: fewer than five
    said = text(reversal(client))
    assert "Undone for everybody. The claims stand as before" in said
    assert "Publish for everybody" in said
    assert [status(one) for one in (None, marram, elsewhere)] == ["current"] * 3
    assert [status(one, world.NEW) for one in (None, marram)] == ["proposed"] * 2
    assert waiting(marram) == 0
    assert {stands(one, world).counts for one in (None, marram)} == {Counts.UNDONE}


def test_it_is_a_further_change_and_nothing_is_gone(edda, world):
    publish(world)
    rows = list(ClaimVersion.objects.order_by("pk").values())
    first = Publication.objects.get(workspace=None, change__slug=world.CHANGE)
    undo(world, person_id=edda.pk)
    assert list(ClaimVersion.objects.order_by("pk").values())[: len(rows)] == rows
    assert Publication.objects.filter(pk=first.pk).exists()
    made = Change.objects.get(undoes__slug=world.CHANGE)
    assert (made.workspace_id, made.state) == (None, "published")
    assert {row.effect for row in made.effects.all()} == {"restores"}
    assert Publication.objects.get(change=made).published_by_id == edda.pk


def test_the_log_says_who_undid_what_for_everybody(edda, world):
    publish(world)
    undo(world, person_id=edda.pk)
    row = AuditRow.objects.get(act="undo_change")
    assert (row.workspace_id, row.actor_id, row.object_id) == (None, edda.pk, world.CHANGE)


def test_undone_twice_is_once(edda, world):
    client = signed_in(edda)
    publish(world)
    reversal(client)
    rows = ClaimVersion.objects.count(), Change.objects.count(), AuditRow.objects.count()
    assert "There was nothing to undo." in text(reversal(client))
    assert not undo(world).was_done
    assert (ClaimVersion.objects.count(), Change.objects.count()) == rows[:2]
    assert AuditRow.objects.filter(act="undo_change").count() == 1


def test_what_waits_has_nothing_to_undo(world):
    assert not undo(world).was_done
    assert not Change.objects.exclude(undoes=None).exists()


def test_a_failure_late_in_the_act_takes_all_of_it_back(world, marram, monkeypatch):
    publish(world)

    def fails(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr("whetstone.apps.keepup.services.draining.mark", fails)
    with pytest.raises(RuntimeError):
        undo(world)
    assert status(None) == "superseded"
    assert waiting(marram) == 4
    assert not Change.objects.exclude(undoes=None).exists()


def test_it_is_put_back_and_undone_again(world, marram):
    for day in range(3):
        at = NOW + dt.timedelta(days=day)
        assert publish(world, at).people == 4
        assert (status(None), status(marram)) == ("superseded", "superseded")
        assert waiting(marram) == 4
        assert stands(marram, world).counts is Counts.EVERYWHERE
        assert not publish(world, at).was_done
        assert undo(world, at + AN_HOUR).was_done
        assert (status(None), status(marram)) == ("current", "current")
        assert waiting(marram) == 0


def test_publishing_puts_it_back_from_the_page(edda, world):
    publish(world, NOW - 2 * AN_HOUR)
    undo(world, NOW - AN_HOUR)
    client = signed_in(edda)
    page = text(client.get(PAGE))
    assert "Undone for everybody, Monday 23 November" in page
    assert "Undo for everybody" not in page
    listed = text(client.get("/everybody/changes"))
    assert "undone for everybody" in listed.partition("<h2>Undone for everybody")[2]
    assert PAGE not in listed.partition("<h2>Undone for everybody")[0]
    said = text(post_again(client, f"{PAGE}/publication"))
    assert "Published for everybody." in said
    assert status(None) == "superseded"


def test_each_workspace_says_undone_for_everybody(marram, elsewhere, world, client_as):
    publish(world)
    undo(world)
    page = text(client_as(elsewhere.editor).get("/changes/chg-test"))
    assert "undone for everybody on 23 November" in page
    assert "undone for everybody" in text(client_as(marram.lead).get("/changes"))


def test_the_command_undoes_too(world, capsys):
    publish(world)
    assert cli.main(["publish", world.CHANGE, "--undo"]) == 0
    assert "Undone for all" in capsys.readouterr().out
    assert status(None) == "current"
    assert cli.main(["publish", world.CHANGE, "--undo"]) == 0
    assert "Nothing to undo." in capsys.readouterr().out
    assert cli.main(["publish", "chg-none", "--undo"]) == cli.EXIT_FAULTY


# --- a workspace's own acts ---


def test_a_workspace_that_published_it_itself_keeps_it(world, marram, elsewhere):
    here(services.publish, marram, world, NOW)
    publish(world, NOW + AN_HOUR)
    undo(world, NOW + 2 * AN_HOUR)
    assert (status(marram), status(elsewhere)) == ("superseded", "current")
    assert waiting(marram) == 4
    assert stands(marram, world).counts is Counts.HERE
    assert stands(elsewhere, world).was_undone_for_all


def test_a_workspace_that_undid_its_own_says_so_first(world, marram):
    here(services.publish, marram, world, NOW)
    here(services.reverse, marram, world, NOW + AN_HOUR)
    publish(world, NOW + 2 * AN_HOUR)
    assert stands(marram, world).counts is Counts.EVERYWHERE
    assert (status(marram), waiting(marram)) == ("superseded", 4)
    undo(world, NOW + 3 * AN_HOUR)
    stand = stands(marram, world)
    assert (stand.counts, stand.newest.workspace_id) == (Counts.UNDONE, marram.pk)
    assert (status(marram), waiting(marram)) == ("current", 0)


def test_a_word_of_its_own_stays_through_all_of_it(world, marram):
    field.override_claim(
        workspace_id=marram.pk, claim_slug=world.OLD, person_id=None, reason="Ours differs.",
        statement="We keep reach ourselves.", source=field.Source("Ours", TODAY), now=NOW,
    )  # fmt: skip
    publish(world, NOW + AN_HOUR)
    undo(world, NOW + 2 * AN_HOUR)
    row = ledger.claims(marram.pk, {world.OLD})[world.OLD]
    assert (row.statement, row.workspace_id) == ("We keep reach ourselves.", marram.pk)


def test_a_workspace_may_publish_for_itself_what_was_undone_for_everybody(
    world, marram, elsewhere
):
    publish(world)
    undo(world)
    assert here(services.publish, marram, world, NOW + 2 * AN_HOUR).people == 4
    assert (status(marram), status(elsewhere), status(None)) == (
        "superseded", "current", "current",
    )  # fmt: skip
    assert stands(marram, world).counts is Counts.HERE
    assert not here(services.publish, marram, world, NOW + 3 * AN_HOUR).was_done
    publish(world, NOW + 4 * AN_HOUR)
    assert stands(elsewhere, world).counts is Counts.EVERYWHERE
    assert stands(marram, world).counts is Counts.HERE
    assert waiting(marram) == 4


def test_what_counts_for_everybody_too_is_not_undone_here(world, marram):
    here(services.publish, marram, world, NOW)
    publish(world, NOW + AN_HOUR)
    with pytest.raises(Refused, match="it would count on"):
        here(services.reverse, marram, world, NOW + 2 * AN_HOUR)
    assert waiting(marram) == 4
    undo(world, NOW + 3 * AN_HOUR)
    assert here(services.reverse, marram, world, NOW + 4 * AN_HOUR).was_done
    assert status(marram) == "current"


# --- what others say of it ---


def test_leaders_are_told_of_it_while_it_counts_and_not_once_it_is_undone(world, marram):
    def told():
        found = sheet.of_nobody(marram.pk, now=NOW)["field"]
        return {slug for name in ("changed", "coming") for slug, *_more in found[name]}

    publish(world)
    assert world.CHANGE in told()
    undo(world)
    assert world.CHANGE not in told()
    publish(world, NOW + 2 * AN_HOUR)
    assert world.CHANGE in told()


def test_what_was_undone_is_no_cause_of_what_broke_later(world, marram):
    def broke():
        (found,) = breaks(marram.pk, kind="goal", today=TODAY, ids=["9"]).get("9", [None])
        cause = ledger.causes(marram.pk, {world.OLD}).get(world.OLD)
        return found and found.change, cause and cause.slug

    publish(world)
    assert broke() == (world.CHANGE, world.CHANGE)
    undo(world)
    assert broke() == (None, None)
    later = second(world, "chg-later", world.OLD)
    services.publish_for_all(later.slug, now=NOW + 2 * AN_HOUR)
    assert broke() == (later.slug, later.slug)


# --- what stands in the way ---


def second(world, slug, hit, **effect):
    change = world.pending(slug, f"Second thoughts about {hit}")
    claim = ledger.claim(None, hit)
    ChangeEffect.objects.create(change=change, claim=claim, **({"effect": "retires"} | effect))
    return change


def test_a_later_change_on_the_same_claim_is_undone_first(world, edda):
    publish(world)
    later = second(world, "chg-later", world.NEW)
    services.publish_for_all(later.slug, now=NOW + AN_HOUR)
    page = text(signed_in(edda).get(PAGE))
    assert "A later change moved the same claims" in page
    assert later.title in page
    assert f"{PAGE}/reversal" not in page
    with pytest.raises(Refused, match="moved the same claims later"):
        undo(world, NOW + 2 * AN_HOUR)
    services.reverse_for_all(later.slug, now=NOW + 3 * AN_HOUR)
    assert undo(world, NOW + 4 * AN_HOUR).was_done
    assert (status(None), status(None, world.NEW)) == ("current", "proposed")


def test_a_later_change_stands_in_the_way_of_putting_back(world, edda):
    publish(world)
    undo(world)
    later = second(world, "chg-later", world.OLD)
    services.publish_for_all(later.slug, now=NOW + 2 * AN_HOUR)
    with pytest.raises(Refused, match="moved the same claims later"):
        publish(world, NOW + 3 * AN_HOUR)
    said = text(post_again(signed_in(edda), f"{PAGE}/publication"))
    assert "moved the same claims later, and stands" in said
    assert status(None) == "retired"


def test_what_came_with_the_curriculum_is_put_right_by_a_further_change(world, edda):
    Publication.objects.create(change=world.change, published_at=NOW)
    page = text(signed_in(edda).get(PAGE))
    assert "A further change puts right what is wrong with it." in page
    assert f"{PAGE}/reversal" not in page
    with pytest.raises(Refused, match="came with the curriculum"):
        undo(world)


def test_a_newer_word_that_says_the_same_stays(world):
    doubts = second(world, "chg-doubts", world.OTHER, effect="doubts")
    services.publish_for_all(doubts.slug, now=NOW)
    assert status(None, world.OTHER) == "doubtful"
    field.verify_claim(
        workspace_id=None, claim_slug=world.OTHER, person_id=None, accessed=TODAY,
        now=NOW + AN_HOUR,
    )  # fmt: skip
    read = ledger.claims(None, {world.OTHER})[world.OTHER]
    services.reverse_for_all(doubts.slug, now=NOW + 2 * AN_HOUR)
    assert ledger.claims(None, {world.OTHER})[world.OTHER].pk == read.pk


def test_a_doubt_from_before_the_change_is_settled_to_what_stood_before_it(world):
    field.doubt_claim(
        workspace_id=None, claim_slug=world.OLD, person_id=None, reason="Hearsay.", now=NOW
    )
    publish(world, NOW + AN_HOUR)
    undo(world, NOW + 2 * AN_HOUR)
    assert status(None) == "doubtful"
    field.settle_doubt(
        workspace_id=None, claim_slug=world.OLD, person_id=None, reason="It holds.",
        now=NOW + 3 * AN_HOUR,
    )  # fmt: skip
    assert status(None) == "current"


# --- laws ---


def read_as_of(workspace, at):
    states = ledger.ledger_as_known(workspace and workspace.pk, known_at=at, on=TODAY)
    rows = ledger.claims_as_known(workspace and workspace.pk, at)
    return states, {slug: row.pk for slug, row in rows.items()}


def test_what_was_known_before_the_undoing_reads_as_it_did(world, marram):
    moments = [NOW - AN_HOUR, NOW + AN_HOUR / 2]
    publish(world)
    told = [read_as_of(one, at) for one in (None, marram) for at in moments]
    undo(world)
    publish(world, NOW + 2 * AN_HOUR)
    undo(world, NOW + 3 * AN_HOUR)
    assert [read_as_of(one, at) for one in (None, marram) for at in moments] == told


@pytest.mark.parametrize("first", [0, 1])
def test_the_order_of_independent_changes_does_not_matter(world, marram, first):
    before = ledger.ledger(None, on=TODAY).states
    other = second(world, "chg-other", world.OTHER)
    pair = [world.CHANGE, other.slug]
    for slug in pair:
        services.publish_for_all(slug, now=NOW)
    assert status(marram, world.OTHER) == "retired"
    for n in (first, 1 - first):
        services.reverse_for_all(pair[n], now=NOW + AN_HOUR)
    assert ledger.ledger(None, on=TODAY).states == before
    services.publish_for_all(pair[first], now=NOW + 2 * AN_HOUR)
    assert [status(marram), status(marram, world.OTHER)] == [
        ["superseded", "current"], ["current", "retired"],
    ][first]  # fmt: skip


def test_a_reading_request_says_what_the_store_says(world, marram, elsewhere, client_as):
    """Pages keep rows for a request: after each act they must say what a service would."""
    here(services.publish, marram, world, NOW)
    acts = [
        lambda: publish(world, NOW + AN_HOUR),
        lambda: undo(world, NOW + 2 * AN_HOUR),
        lambda: here(services.reverse, marram, world, NOW + 3 * AN_HOUR),
        lambda: publish(world, NOW + 4 * AN_HOUR),
    ]
    says = {Counts.HERE: "Published here.", Counts.EVERYWHERE: "Published for everybody,"}
    says |= {Counts.UNDONE: "Nothing has changed yet."}
    seen = []
    for act in acts:
        act()
        for workspace, reader in ((marram, marram.lead), (elsewhere, elsewhere.editor)):
            counts = stands(workspace, world).counts
            assert says[counts] in text(client_as(reader).get("/changes/chg-test"))
            seen.append(counts)
    here_, every, undone = Counts.HERE, Counts.EVERYWHERE, Counts.UNDONE
    assert seen == [here_, every, here_, undone, undone, undone, every, every]
