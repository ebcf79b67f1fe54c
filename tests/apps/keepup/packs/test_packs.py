"""Packs between two teams of one store: what arrives, what waits for a choice, what is refused."""

from __future__ import annotations

import datetime as dt
import stat
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.apps.keepup.packs.making import (
    KEY,
    MARK,
    NOW,
    change,
    claim,
    here_now,
    receive,
    rows_of,
    say_here,
    swap_pack,
    tern_pack,
    version,
)

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field.models import Change, ClaimVersion, Notice, Publication
from whetstone.apps.keepup import packing, selectors, services
from whetstone.apps.keepup.models import KeyTrust, PackDecision, ReceivedPack
from whetstone.apps.keepup.services import Scope
from whetstone.apps.people.models import AuditRow
from whetstone.core.freshness.lineage import Lineage
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.formats.packs import (
    PackEffect,
    public_pem,
    raw_public,
    read_pack,
)

# --- handing on ---


def test_what_is_exported_is_read_again_with_claims_sources_and_both_axes(marram, world):
    scope = Scope(marram.pk, marram.editor.pk)
    pack = read_pack(
        services.export_pack(slugs=[world.CHANGE], issuer="Marram", scope=scope, now=NOW)
    )
    assert [one.id for one in pack.changes] == [world.CHANGE]
    assert {one.id for one in pack.claims} == {world.OLD, world.NEW}
    old = next(one for one in pack.claims if one.id == world.OLD)
    assert old.half_life_months == 9
    assert old.versions[0].source["title"] == "Changelog"
    assert old.versions[0].recorded_at == NOW - dt.timedelta(days=30)
    assert pack.changes[0].relearn_items == ("it-1", "it-2")
    assert AuditRow.objects.filter(workspace=marram, act="export_pack").count() == 1


def test_every_change_of_the_curriculum_can_be_handed_on(curriculum_loaded, make_workspace):
    workspace = make_workspace()
    slugs = [row.change.slug for row in selectors.offered(workspace.pk)]
    assert len(slugs) > 20
    pack = read_pack(
        services.export_pack(slugs=slugs, issuer="Marram", scope=Scope(workspace.pk), now=NOW)
    )
    assert len(pack.changes) == len(slugs)


def test_the_key_is_made_once_for_its_owner_only_and_the_demo_has_its_own(marram, world, own_home):
    scope = Scope(marram.pk)
    assert list(own_home.iterdir()) == []
    first = read_pack(services.export_pack(slugs=[world.CHANGE], issuer="M", scope=scope, now=NOW))
    again = read_pack(services.export_pack(slugs=[world.CHANGE], issuer="M", scope=scope, now=NOW))
    demo = Scope(marram.pk, is_demo=True)
    other = read_pack(services.export_pack(slugs=[world.CHANGE], issuer="M", scope=demo, now=NOW))
    assert first.fingerprint == again.fingerprint != other.fingerprint
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in own_home.iterdir()}
    assert files == {"pack-signing.key": 0o600, "pack-signing-demo.key": 0o600}


def test_a_broken_key_is_said_and_nothing_is_signed(marram, world, own_home):
    (own_home / "pack-signing.key").write_text("no key")
    with pytest.raises(Refused) as caught:
        services.export_pack(slugs=[world.CHANGE], issuer="M", scope=Scope(marram.pk), now=NOW)
    assert "holds no private key" in caught.value.why


def test_nothing_chosen_unknown_and_undone_changes_are_refused_at_once(marram, world):
    scope = Scope(marram.pk, marram.lead.pk)
    with pytest.raises(Faults):
        services.export_pack(slugs=[], issuer="M", scope=scope, now=NOW)
    act = {"workspace_id": marram.pk, "person_id": marram.lead.pk, "now": NOW}
    services.publish(change_slug=world.CHANGE, **act)
    services.reverse(change_slug=world.CHANGE, **act)
    with pytest.raises(Faults) as caught:
        services.export_pack(slugs=[world.CHANGE, "chg-none"], issuer="M", scope=scope, now=NOW)
    assert [fault.where for fault in caught.value.faults] == [world.CHANGE, "chg-none"]


# --- keys ---


def test_a_pack_of_an_unknown_key_is_refused_and_trust_is_an_act(marram, world):
    scope = Scope(marram.pk, marram.editor.pk)
    with pytest.raises(Refused) as caught:
        services.receive_pack(data=swap_pack(), scope=scope, now=NOW)
    assert MARK[:16] in caught.value.why
    assert not ReceivedPack.objects.exists()
    pem = public_pem(raw_public(KEY))
    assert services.trust_key(pem=pem, name="Tern", scope=scope, now=NOW) == MARK
    services.trust_key(pem=pem, name="Tern", scope=scope, now=NOW)
    assert KeyTrust.objects.count() == 1
    assert services.receive_pack(data=swap_pack(), scope=scope, now=NOW).was_new
    assert services.distrust_key(fingerprint_=MARK, scope=scope, now=NOW)
    assert not services.distrust_key(fingerprint_=MARK, scope=scope, now=NOW)
    with pytest.raises(Refused):
        services.receive_pack(data=tern_pack([claim("clm-tern-x")]), scope=scope, now=NOW)


def test_trust_here_is_no_trust_elsewhere_and_trust_of_the_installation_is_for_all(here, tern):
    there = Scope(tern.pk)
    with pytest.raises(Refused):
        services.receive_pack(data=swap_pack(), scope=there, now=NOW)
    services.trust_key(pem=public_pem(raw_public(KEY)), name="Tern", scope=Scope(None), now=NOW)
    assert services.receive_pack(data=swap_pack(), scope=there, now=NOW).was_new


def test_after_trust_is_gone_nothing_more_is_taken_from_a_pack(here):
    came = services.receive_pack(data=swap_pack(), scope=here, now=NOW)
    services.distrust_key(fingerprint_=MARK, scope=here, now=NOW)
    with pytest.raises(Refused):
        services.take_all(digest=came.digest, scope=here, now=NOW)


def test_a_key_needs_a_name_and_to_be_a_key(marram):
    with pytest.raises(Faults) as caught:
        services.trust_key(pem="no", name=" ", scope=Scope(marram.pk), now=NOW)
    assert {fault.where for fault in caught.value.faults} == {"name", "key"}


def test_a_pack_from_the_future_is_refused(here):
    early = NOW - dt.timedelta(days=40)
    with pytest.raises(Refused):
        services.receive_pack(data=swap_pack(), scope=here, now=early)


# --- taking in ---


def test_looking_at_a_pack_changes_nothing(here, marram):
    before = ClaimVersion.objects.count(), Change.objects.count()
    came = services.receive_pack(data=swap_pack(), scope=here, now=NOW)
    assert rows_of(here, came.digest) == {
        "chg-tern": Lineage.NEW, "clm-tern-old": Lineage.NEW, "clm-tern-new": Lineage.NEW,
    }  # fmt: skip
    assert (ClaimVersion.objects.count(), Change.objects.count()) == before
    assert came.notices == 0


def test_a_new_change_arrives_as_pending_with_its_claims_as_they_stood_before(here, tern):
    came = services.receive_pack(data=swap_pack(), scope=here, now=NOW)
    done = services.take_all(digest=came.digest, scope=here, now=NOW)
    assert (done.changes, done.claims, done.waiting) == (1, 2, 0)
    made = ledger.change(here.workspace_id, "chg-tern")
    assert (made.state, made.workspace_id) == ("pending", here.workspace_id)
    assert not Publication.objects.filter(change=made).exists()
    states = ledger.ledger(here.workspace_id, on=NOW.date()).states
    assert (states["clm-tern-old"].status, states["clm-tern-new"].status) == (
        "current", "proposed",
    )  # fmt: skip
    assert ledger.change(tern.pk, "chg-tern") is None
    assert "clm-tern-old" not in ledger.ledger(tern.pk, on=NOW.date()).states
    act = services.publish(
        change_slug="chg-tern", workspace_id=here.workspace_id, person_id=None, now=NOW
    )
    assert act.was_done
    states = ledger.ledger(here.workspace_id, on=NOW.date()).states
    assert (states["clm-tern-old"].status, states["clm-tern-new"].status) == (
        "superseded", "current",
    )  # fmt: skip
    assert set(rows_of(here, came.digest).values()) == {Lineage.SAME}


def test_importing_twice_does_nothing(here):
    came = services.receive_pack(data=swap_pack(), scope=here, now=NOW)
    services.take_all(digest=came.digest, scope=here, now=NOW)
    before = ClaimVersion.objects.count(), Change.objects.count(), PackDecision.objects.count()
    again = services.receive_pack(data=swap_pack(), scope=here, now=NOW)
    assert (again.was_new, again.digest) == (False, came.digest)
    done = services.take_all(digest=came.digest, scope=here, now=NOW)
    assert (done.changes, done.claims, done.waiting) == (0, 0, 0)
    after = ClaimVersion.objects.count(), Change.objects.count(), PackDecision.objects.count()
    assert after == before
    assert not services.decide(
        digest=came.digest, kind="change", slug="chg-tern", choice="theirs", scope=here, now=NOW
    )


def test_a_change_taken_alone_brings_the_claims_it_needs(here):
    came = services.receive_pack(data=swap_pack(), scope=here, now=NOW)
    row = {"digest": came.digest, "scope": here, "now": NOW}
    assert services.decide(kind="claim", slug="clm-tern-old", choice="keep", **row)
    assert services.decide(kind="change", slug="chg-tern", choice="theirs", **row)
    effects = ledger.change(here.workspace_id, "chg-tern").effects
    assert {one.claim.slug for one in effects.all()} == {"clm-tern-old", "clm-tern-new"}
    assert services.take_all(**row).claims in {0, 1}
    assert ClaimVersion.objects.filter(claim__slug="clm-tern-new").count() == 1


def test_the_same_word_newer_older_and_both_moved_are_told_apart(ours):
    assert rows_of(ours, receive(ours, "One.").digest) == {"clm-tern-x": Lineage.SAME}
    newer = receive(ours, "One.", "Two.")
    assert rows_of(ours, newer.digest) == {"clm-tern-x": Lineage.NEWER}
    assert newer.notices == 1
    say_here(ours, "Other.")
    assert rows_of(ours, receive(ours, "One.", "Two.", "Three.").digest) == {
        "clm-tern-x": Lineage.CONFLICT
    }
    assert rows_of(ours, receive(ours, "Zero.", "One.").digest) == {"clm-tern-x": Lineage.OLDER}


def test_a_newer_word_is_not_taken_with_all_the_rest_and_becomes_a_notice(ours):
    came = receive(ours, "One.", "Two.")
    assert services.take_all(digest=came.digest, scope=ours, now=NOW).waiting == 1
    assert here_now(ours) == "One."
    notice = Notice.objects.get(origin="pack")
    assert (notice.workspace_id, notice.claim.slug) == (ours.workspace_id, "clm-tern-x")
    assert (notice.thing_kind, notice.thing_id) == ("claim", "clm-tern-x")
    assert "Two." in notice.sentence
    receive(ours, "Nought.", "One.", "Two.")
    assert Notice.objects.filter(origin="pack").count() == 1


def test_each_choice_in_a_conflict_does_what_it_says(ours):
    say_here(ours, "Other.")
    for choice, statement, notices in (
        ("keep", "Other.", 0), ("doubt", "Other.", 1), ("theirs", "Three.", 0),
    ):  # fmt: skip
        came = receive(ours, f"For {choice}.", "Three.")
        before = Notice.objects.count()
        row = {"digest": came.digest, "kind": "claim", "slug": "clm-tern-x"}
        assert services.decide(choice=choice, scope=ours, now=NOW, **row)
        assert not services.decide(choice="theirs", scope=ours, now=NOW, **row)
        assert (here_now(ours), Notice.objects.count() - before) == (statement, notices)
    history = [row.statement for row in ledger.claim_history(ours.workspace_id, "clm-tern-x")]
    assert "Other." in history
    assert "One." in history


def test_their_telling_of_a_change_stands_beside_ours_and_replaces_nothing(ours, world):
    theirs = change(
        world.CHANGE, [PackEffect(world.OLD, "retires")], title="Reach goes, says Tern"
    )
    data = tern_pack([claim(world.OLD, version("Reach stands in the feed."))], [theirs])
    came = services.receive_pack(data=data, scope=ours, now=NOW)
    assert rows_of(ours, came.digest)[world.CHANGE] is Lineage.CONFLICT
    row = {"digest": came.digest, "kind": "change", "slug": world.CHANGE}
    assert services.decide(choice="theirs", scope=ours, now=NOW, **row)
    beside = ledger.change(ours.workspace_id, f"{world.CHANGE}-{MARK[:8]}")
    assert (beside.title, beside.state) == ("Reach goes, says Tern", "pending")
    assert ledger.change(ours.workspace_id, world.CHANGE).title.startswith("Reach leaves")
    assert rows_of(ours, came.digest)[world.CHANGE] is Lineage.SAME


def test_two_teams_that_published_the_same_change_have_nothing_to_tell_each_other(
    here, tern, world
):
    for workspace_id in (here.workspace_id, tern.pk):
        services.publish(
            change_slug=world.CHANGE, workspace_id=workspace_id, person_id=None, now=NOW
        )
    data = services.export_pack(
        slugs=[world.CHANGE], issuer="Tern", scope=Scope(tern.pk), now=NOW, key=KEY
    )
    came = services.receive_pack(data=data, scope=here, now=NOW)
    assert set(rows_of(here, came.digest).values()) == {Lineage.SAME}
    assert came.notices == 0


def test_a_change_published_there_and_pending_here_says_nothing_new(here, tern, world):
    services.publish(change_slug=world.CHANGE, workspace_id=tern.pk, person_id=None, now=NOW)
    data = services.export_pack(
        slugs=[world.CHANGE], issuer="Tern", scope=Scope(tern.pk), now=NOW, key=KEY
    )
    came = services.receive_pack(data=data, scope=here, now=NOW)
    assert set(rows_of(here, came.digest).values()) == {Lineage.SAME}


def test_an_installation_takes_a_pack_for_all_and_its_notices_are_nobodys_alone(here, tern):
    scope = Scope(None)
    services.trust_key(pem=public_pem(raw_public(KEY)), name="Tern", scope=scope, now=NOW)
    came = services.receive_pack(data=swap_pack(), scope=scope, now=NOW)
    assert services.take_all(digest=came.digest, scope=scope, now=NOW).changes == 1
    assert ledger.change(tern.pk, "chg-tern").workspace_id is None
    assert ledger.change(None, "chg-tern").state == "pending"


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from("abcdef"), min_size=2, max_size=4, unique=True))
def test_the_order_of_packs_that_do_not_touch_each_other_does_not_matter(
    here, make_workspace, names
):
    packs = [
        tern_pack(
            [claim(f"clm-{name}", version(f"Says {name}."))],
            [change(f"chg-{name}", [PackEffect(f"clm-{name}", "doubts")])],
        )
        for name in names
    ]
    found = []
    for order in (packs, packs[::-1]):
        scope = Scope(make_workspace(name="Fresh").pk)
        services.trust_key(pem=public_pem(raw_public(KEY)), name="T", scope=scope, now=NOW)
        for data in order:
            came = services.receive_pack(data=data, scope=scope, now=NOW)
            services.take_all(digest=came.digest, scope=scope, now=NOW)
        found.append(
            (
                sorted(
                    ClaimVersion.objects.filter(workspace=scope.workspace_id).values_list(
                        "claim__slug", "status", "statement", "as_of"
                    )
                ),
                sorted(
                    Change.objects.filter(workspace=scope.workspace_id).values_list(
                        "slug", "state", "title"
                    )
                ),
            )
        )
    assert found[0] == found[1]


def test_another_teams_pack_is_not_there(here, tern):
    came = services.receive_pack(data=swap_pack(), scope=here, now=NOW)
    with pytest.raises(Missing):
        services.take_all(digest=came.digest, scope=Scope(tern.pk), now=NOW)
    assert selectors.pack_page(tern.pk, came.digest) is None


def test_audit_rows_name_acts_and_numbers_only(here):
    came = services.receive_pack(data=swap_pack(), scope=here, now=NOW)
    services.take_all(digest=came.digest, scope=here, now=NOW)
    rows = AuditRow.objects.filter(workspace=here.workspace_id, object_kind__in=["pack", "key"])
    assert {row.act for row in rows} == {"trust_key", "receive_pack", "take_pack"}
    assert {row.object_id for row in rows} == {MARK, came.digest[:16]}


def test_a_figure_and_a_workspaces_own_word_survive_the_way(here, world, tern):
    figure = {"quoted_as": "38 %", "population": "908", "n": 908, "year": "2016",
              "design": "survey", "does_not_show": "levels"}  # fmt: skip
    data = tern_pack([claim("clm-tern-fig", replace(version("38 is the mean."), figure=figure))])
    came = services.receive_pack(data=data, scope=here, now=NOW)
    services.take_all(digest=came.digest, scope=here, now=NOW)
    row = ledger.claims(here.workspace_id, {"clm-tern-fig"})["clm-tern-fig"]
    assert packing.version_of(row).content() == read_pack(data).claims[0].versions[0].content()
