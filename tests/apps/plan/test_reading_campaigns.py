"""How long a campaign runs, how it is read out, and the month in a report."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile

import pytest
from tests.apps.plan.conftest import NOW, days

from whetstone.apps.plan import (
    length_services,
    readout_selectors,
    readout_services,
    report_selectors,
    selectors,
    services,
)
from whetstone.apps.plan.figures_models import NetworkPost, Upload
from whetstone.apps.plan.models_readout import ArmLook, CampaignReadout, LengthChoice
from whetstone.core.kernel.errors import Refused
from whetstone.web.append_only import WrittenOnceError

D = dt.date
CHOICE = {
    "control": "audience", "held_out": "every second owner", "rule": "fixed", "expected": "25",
}  # fmt: skip
LOOK = {
    "on": "2026-11-20", "people": "20000", "acts": "480", "control_people": "20000",
    "control_acts": "400", "source": "insights",
}  # fmt: skip


@pytest.fixture
def over(world):
    """A campaign that ended yesterday, with figures before and during."""
    own = {"workspace_id": world.workspace.pk, "now": NOW}
    world.over = services.create_campaign(
        name="Lanterns", aim="Owners tap through", wanted_act="link_taps", counted_as="taps",
        starts_on=D(2026, 11, 2), ends_on=D(2026, 11, 22), people_a_day=2571, audience=60_000,
        goal_id=world.social.pk, worthwhile_lift=0.25, **own,
    )  # fmt: skip
    services.add_figures(campaign_id=world.over.pk, rows=days(), **own)
    return world


def view_of(world, campaign):
    return selectors.campaign(campaign.pk, workspace_id=world.workspace.pk, today=NOW.date())


def chosen(world, *, rule="fixed", at=dt.datetime(2026, 10, 30, 9, tzinfo=dt.UTC), **more):
    view = view_of(world, world.over)
    facts = {"control": "audience", "held_out": "half", "expected": 0.25, **more}
    return length_services.choose(
        workspace_id=world.workspace.pk, view=view, argument=selectors.argument(view),
        actor_id=world.lead.pk, now=at, rule=rule, **facts,
    )  # fmt: skip


def looked(world, on, acts, control):
    length_services.add_look(
        workspace_id=world.workspace.pk, campaign_id=world.over.pk, actor_id=world.lead.pk,
        now=NOW, on=on, people=20_000, acts=acts, control_people=20_000, control_acts=control,
        source="insights",
    )  # fmt: skip


def proven(client):
    """A client that has just said who it is."""
    client.post("/account/reauthenticate/", {"password": "a long password 1", "next": "/"})
    return client


def facts_of(world):
    view = view_of(world, world.over)
    return readout_selectors.facts(view, workspace_id=world.workspace.pk, today=NOW.date())


def test_the_length_says_what_binds_what_to_hold_out_and_what_looking_costs(world, client_as):
    page = client_as(world.marketer).get(f"/plan/campaigns/{world.campaign.pk}/length")
    text = page.content.decode()
    assert "Proposed: Hold out a random part of the audience." in text
    assert "4,000 simulated campaigns" in text
    assert "Read it this way" not in text  # who only reads chooses nothing
    none = client_as(world.lead).get(f"/plan/campaigns/{world.campaign.pk}/length?regions=3")
    assert "Nothing can be held out so" in none.content.decode()


def test_without_figures_it_says_how_many_weeks_of_what_would_do(world, client_as):
    world.campaign.figures.all().delete()
    page = client_as(world.lead).get(f"/plan/campaigns/{world.campaign.pk}/length")
    assert "Your data cannot answer this. 12 weeks of link taps a day would." in (
        page.content.decode()
    )


def test_a_choice_is_kept_once_with_its_figures_and_every_fault_is_said(world, client_as):
    client = client_as(world.lead)
    address = f"/plan/campaigns/{world.campaign.pk}/length/choice"
    wrong = client.post(address, {**CHOICE, "control": "", "rule": "always", "expected": ""})
    assert wrong.status_code == 422
    said = wrong.content.decode()
    assert "Weekly looks need a part held out" in said
    assert "every second owner" in said
    for _twice in range(2):
        assert client.post(address, CHOICE).status_code == 302
    one = LengthChoice.objects.get(campaign=world.campaign)
    assert one.expected == 0.25
    assert one.says["counts"] == "link_taps"
    assert set(one.says["price"]) == {"fixed", "always"}  # as it was shown
    assert one.says["tau"] == pytest.approx(0.2 * one.says["rate"][0], rel=1e-4)


def test_a_look_is_of_a_day_that_has_been_and_counts_people_once(over, client_as):
    client = client_as(over.lead)
    address = f"/plan/campaigns/{over.over.pk}/length/looks"
    wrong = client.post(address, {**LOOK, "on": "2026-12-24", "acts": "30000"})
    assert "Choose a day since the campaign began" in wrong.content.decode()
    assert "No more acts than people" in wrong.content.decode()
    for _twice in range(2):
        assert client.post(address, LOOK).status_code == 302
    assert ArmLook.objects.filter(campaign=over.over).count() == 1


def test_a_fixed_plan_says_nothing_before_its_end_and_a_bound_does(over, client_as):
    chosen(over)
    looked(over, D(2026, 11, 8), 480, 400)
    page = f"/plan/campaigns/{over.over.pk}/length"
    client = client_as(over.lead)
    assert "too early: it is read once" in client.get(page).content.decode()
    chosen(over, rule="always", at=dt.datetime(2026, 10, 31, 9, tzinfo=dt.UTC))
    said = client.get(page).content.decode()
    assert "The bound was not passed, so no effect is claimed" in said
    looked(over, D(2026, 11, 15), 600, 400)
    assert "You may stop: the bound was passed" in client.get(page).content.decode()


def test_what_is_forecast_is_what_stood_on_the_first_day(over):
    chosen(over)
    chosen(over, expected=0.1, at=dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC))
    found = facts_of(over)
    assert found["said"]["expected"] == 0.25
    assert found["said"]["on"] == "2026-10-30"


def test_held_against_a_half_the_lift_is_told_and_against_the_past_it_is_not_claimed(over):
    alone = facts_of(over)["result"]
    assert alone["kind"] == "past"
    chosen(over)
    looked(over, D(2026, 11, 22), 500, 400)
    held = facts_of(over)["result"]
    assert held["kind"] == "arms"
    assert held["lift"][0] == pytest.approx(0.25)
    assert held["told"] is True


def test_where_the_bound_was_not_passed_nothing_is_claimed(over, client_as):
    chosen(over, rule="always")
    looked(over, D(2026, 11, 22), 470, 400)
    found = facts_of(over)["result"]
    assert found["lift"][1] > 0  # the interval of one reading
    assert found["told"] is False
    text = client_as(over.leader).get(f"/plan/campaigns/{over.over.pk}/read-out").content.decode()
    assert "Cannot tell whether link taps moved" in text
    assert "the bound that was drawn beforehand was not passed" in text


def test_a_signed_read_out_stands_whatever_comes_later(over, client_as):
    chosen(over)
    looked(over, D(2026, 11, 22), 500, 400)
    client, page = proven(client_as(over.lead)), f"/plan/campaigns/{over.over.pk}/read-out"
    mark = readout_selectors.mark(facts_of(over))
    assert f'name="mark" value="{mark}"' in client.get(page).content.decode()
    typed = {"own_words": "We were lucky.", "mark": mark}
    for _twice in range(2):
        assert client.post(f"{page}/signature", typed).status_code == 302
    other = client.post(f"{page}/signature", {**typed, "own_words": "Twice."})
    assert other.status_code == 422
    assert "Your words were not added to it." in other.content.decode()
    assert "Twice." in other.content.decode()
    looked(over, D(2026, 11, 23), 300, 400)
    text = client.get(page).content.decode()
    assert "Link taps rose by 25" in text
    assert "We were lucky." in text
    assert "Sign the read-out" not in text
    row = CampaignReadout.objects.get(campaign=over.over)
    with pytest.raises(WrittenOnceError):
        row.save()
    (kept,) = readout_selectors.forecasts(over.workspace.pk)
    assert (kept.forecast, kept.verdict, kept.is_told) == (0.25, "as", True)
    assert kept.low < 0.25 < kept.high


def test_a_campaign_that_runs_is_not_signed(world, client_as):
    page = f"/plan/campaigns/{world.campaign.pk}/read-out"
    sent = proven(client_as(world.lead)).post(f"{page}/signature", {"own_words": ""})
    assert "The campaign still runs" in sent.content.decode()
    assert not CampaignReadout.objects.exists()
    with pytest.raises(Refused):
        readout_services.sign(
            workspace_id=world.workspace.pk, campaign_id=world.campaign.pk, facts={}, mark="",
            own_words="", today=NOW.date(), actor_id=None, now=NOW,
        )  # fmt: skip


def test_a_read_out_goes_along_as_pdf_table_and_workbook(over, client_as):
    chosen(over, held_out="=SUM(A1)")
    client, page = client_as(over.leader), f"/plan/campaigns/{over.over.pk}/read-out"
    assert client.get(f"{page}.pdf").content.startswith(b"%PDF-")
    text = b"".join(client.get(f"{page}.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert any(row[:2] == ["What we said", "Expected"] for row in rows)
    packed = zipfile.ZipFile(io.BytesIO(client.get(f"{page}.xlsx").content))
    assert packed.testzip() is None
    sheets = [packed.read(n).decode() for n in packed.namelist() if "/sheet" in n]
    assert not any("<f>" in one for one in sheets)
    assert any("<v>0.25</v>" in one for one in sheets)


# --- the month -------------------------------------------------------------------------------


def posted(world, n, on, *, network="instagram", figures=None, era="instagram-views-2024-08"):
    figures = figures or {"views": 1000 + n, "likes": 30 + n % 7, "comments": 2}
    return NetworkPost.objects.create(
        workspace=world.workspace, network=network, post_id=f"{network}-{on}-{n}",
        published=dt.datetime.combine(on, dt.time(9), dt.UTC), kind="IG reel", figures=figures,
        eras={"views": era}, seen_on=D(2026, 11, 22), text="A lantern walk along the quay",
    )  # fmt: skip


def test_a_month_is_three_sentences_and_ways_of_counting_are_not_joined(world, client_as):
    for n in range(6):
        posted(world, n, D(2026, 10, 2 + n))
        posted(world, n, D(2026, 9, 2 + n), era="instagram-plays")
        posted(world, n, D(2026, 8, 2 + n), era="instagram-plays")
    found = report_selectors.month(world.workspace.pk, D(2026, 10, 1), today=NOW.date())
    (row,) = found.now
    assert (row.posts, row.is_whole, row.rate.n) == (6, True, 6)
    assert found.usual(row) is None  # earlier months were counted otherwise
    before = next(one for one in found.months if one.month == D(2026, 9, 1))
    assert before.era != row.era
    text = client_as(world.leader).get("/plan/report?month=2026-10").content.decode()
    assert "6 posts went out on Instagram." in text
    assert "Counted in more than one way, and not joined: Instagram." in text
    assert "too few months in this way of counting" in text


def test_in_the_table_to_take_along_a_count_has_no_interval_and_a_share_has(world, client_as):
    own = {"workspace_id": world.workspace.pk, "now": NOW, "source": "the desk"}
    count = services.create_goal(
        kind="metric", title="Jackets", parent_id=world.social.pk, unit="jackets", baseline=1,
        target=9, due_on=D(2027, 1, 31), owner_id=world.lead.pk,
        workspace_id=world.workspace.pk, now=NOW,
    )  # fmt: skip
    services.add_reading(goal_id=count.pk, on=D(2026, 10, 20), value=5, **own)
    services.add_reading(goal_id=world.metric.pk, on=D(2026, 10, 20), hits=40, n=200, **own)
    sent = client_as(world.leader).get("/plan/report.csv?month=2026-10")
    said = b"".join(sent.streaming_content).decode("utf-8-sig")
    rows = {row[1]: row for row in csv.reader(io.StringIO(said))}
    low, high = (rows["Goal"].index(name) for name in ("low", "high"))
    assert (rows["Jackets"][low], rows["Jackets"][high]) == ("", "")
    assert float(rows["Taps per 100 people"][low]) < 20 < float(rows["Taps per 100 people"][high])


def test_totals_that_do_not_agree_are_warned_of(world, client_as):
    Upload.objects.create(
        workspace=world.workspace, made_at=NOW, touched_at=NOW, name="oct.csv", digest="d",
        seen_on=D(2026, 11, 1), network="youtube", state="taken",
        report={"span": ["2026-10-01", "2026-10-31"],
                "totals": [["Views", 1000, 900], ["Likes", 1000, 1001]]},
    )  # fmt: skip
    text = client_as(world.lead).get("/plan/report?month=2026-10").content.decode()
    assert "1 total of a file does not agree with its rows." in text
    assert "oct.csv" in text
    other = client_as(world.lead).get("/plan/report?month=2026-09").content.decode()
    assert "oct.csv" not in other


@pytest.mark.parametrize("month", ["", "2031-01", "no-month", "0000-00", "2026-13", "0001-01"])
def test_a_month_that_is_none_is_this_one(world, client_as, month):
    answer = client_as(world.partner).get(f"/plan/report?month={month}")
    assert "November 2026" in answer.content.decode()


def test_the_report_asks_the_store_as_often_for_many_posts_as_for_few(
    world, client_as, django_assert_max_num_queries
):
    client = client_as(world.lead)
    client.get("/plan/report?month=2026-10")
    for n in range(20):
        posted(world, n, D(2026, 10, 1 + n))
    with django_assert_max_num_queries(25):
        client.get("/plan/report?month=2026-10")


def test_rates_of_kinds_are_pulled_and_imported_tables_fill_the_form(world, client_as):
    from whetstone.apps.plan.figures_models import GroupSnapshot

    for n in range(8):
        posted(world, n, D(2026, 10, 2 + n))
    row = posted(world, 9, D(2026, 10, 20), figures={"views": 12, "likes": 4, "comments": 0})
    NetworkPost.objects.filter(pk=row.pk).update(kind="IG image")
    upload = Upload.objects.create(
        workspace=world.workspace, made_at=NOW, touched_at=NOW, name="age.csv", digest="e",
        seen_on=D(2026, 11, 1), network="youtube", state="taken",
    )  # fmt: skip
    for group, share in (("18-24", 40.0), ("25-34", 60.0)):
        GroupSnapshot.objects.create(
            workspace=world.workspace, upload=upload, network="youtube", dimension="age",
            group=group, seen_on=upload.seen_on, figures={"views_share": share}, is_rounded=True,
        )  # fmt: skip
    (found,) = report_selectors.post_types(world.workspace.pk)
    small = next(one for one in found.rows if one.name == "IG image")
    assert found.mean < small.shrunk.value < small.raw
    text = client_as(world.lead).get("/plan/audience/engagers?table=youtube|age").content.decode()
    assert "rounded by the network" in text
    assert "18-24, 40 %," in text
    assert 'name="followers" value' not in text  # nothing here says who follows
    for group, views in (("Subscribed", 97.0), ("Not subscribed", 903.0)):
        GroupSnapshot.objects.create(
            workspace=world.workspace, upload=upload, network="youtube", group=group,
            dimension="subscription", seen_on=upload.seen_on, figures={"views": views},
        )  # fmt: skip
    text = client_as(world.lead).get("/plan/audience/engagers?table=youtube|age").content.decode()
    assert 'name="people" value="1000"' in text
    assert 'name="followers" value="97"' in text
