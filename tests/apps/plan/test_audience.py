"""Which networks the target uses, and who engages: figures with their sources, or why not."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.plan.conftest import NOW

from whetstone.apps.field import selectors as field
from whetstone.apps.field import services as ledger
from whetstone.apps.people.models import AuditRow
from whetstone.apps.plan import audience_selectors as selectors
from whetstone.apps.plan import audience_services as services
from whetstone.apps.plan import citer
from whetstone.apps.plan.models_audience import (
    AudienceSegment,
    AudienceSource,
    AudienceSurvey,
    EngagerTable,
)
from whetstone.web.append_only import WrittenOnceError

TODAY = NOW.date()
PAGE = "/plan/audience"
WOMEN = {"name": "Women who mend", "country": "us", "group": "women", "weight": "1"}
SURVEY = {
    "network": "Pinterest", "users": "12", "asked": "15", "on": "2026-11-02", "source": "A card",
}  # fmt: skip
SWEDEN = {
    "country": "se", "group": "all", "asked": "3000", "rows": "YouTube, 80 %\nTikTok; 30",
    "on": "2026-05-01", "source": "Swedes and the internet",
}  # fmt: skip
TABLE = {
    "network": "Instagram", "rows": "women, 620, 50\nmen, 380, 50", "followers": "700",
    "on": "2026-11-20", "source": "Audience table",
}  # fmt: skip


def segment(world, **facts):
    own = {"name": "Women", "country": "US", "groups": ["women"], "weight": 1.0, **facts}
    return services.add_segment(
        workspace_id=world.workspace.pk, actor_id=world.lead.pk, now=NOW, **own
    )


def read(client, path=PAGE):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u2060", "")


def test_the_sentence_comes_first(world, client_as):
    lead = client_as(world.lead)
    assert lead.post(PAGE + "/segments", WOMEN).status_code == 302
    page = read(client_as(world.marketer))
    assert "About 50 of 100 use Pinterest (47–53), index 143" in page
    assert "Instagram and Pinterest" in page
    assert "5,733" not in page  # everyone's row is not what this target rests on
    assert "2,924 asked" in page
    assert "(assumed)" in page
    assert "clm-pew-2023-gender" in page


def test_an_empty_target_says_where_to_begin(world, client_as):
    page = read(client_as(world.lead))
    assert "Which networks do they use?" in page
    assert "One is enough to begin" in page


def test_several_segments_are_weighted(world):
    segment(world, weight=3.0)
    segment(world, name="Men", groups=["men"])
    view = selectors.audience(world.workspace.pk, today=TODAY)
    reach = {one.network: one.reach.value for one in view.fit.networks}
    assert reach["Pinterest"] == pytest.approx(0.75 * 0.50 + 0.25 * 0.19)


def test_two_groups_at_once_say_what_is_assumed(world, client_as):
    segment(world, groups=["women", "age-18-29"])
    view = selectors.audience(world.workspace.pk, today=TODAY)
    known = {one.network for one in view.fit.networks if one.reach.is_known}
    assert known == {"YouTube", "Instagram", "TikTok", "Snapchat"}
    assert "neither changes how the other uses" in read(client_as(world.lead))


def test_another_country_is_asked_for_a_source_and_then_answered(world, client_as):
    lead = client_as(world.lead)
    segment(world, country="SE", groups=["all"])
    assert "says nothing about SE" in read(lead)
    assert "Cannot tell yet" in read(lead)
    assert lead.post(PAGE + "/source", SWEDEN).status_code == 302
    page = read(lead)
    assert "About 80 of 100 use YouTube" in page
    assert "Swedes and the internet" in page
    assert "says nothing about SE" not in page


def test_one_segment_without_a_source_makes_the_whole_unknown(world):
    segment(world)
    segment(world, name="Swedes", country="SE", groups=["all"])
    view = selectors.audience(world.workspace.pk, today=TODAY)
    assert view.fit is None
    assert view.unknown == ("SE",)


def test_own_answers_move_the_picture(world, client_as):
    lead = client_as(world.lead)
    segment(world)
    assert lead.post(PAGE + "/survey", SURVEY).status_code == 302
    lead.post(PAGE + "/survey", SURVEY)
    assert AudienceSurvey.objects.count() == 1  # said twice, it is one
    page = read(lead)
    assert "63 (49–76)" in page
    assert "reference and your survey, 90 %" in page


@pytest.mark.parametrize(
    "case",
    [
        ("/segments", WOMEN | {"country": "12"}, "two letters"),
        ("/segments", WOMEN | {"group": "nobody"}, "nobody"),
        ("/segments", WOMEN | {"weight": "0"}, "0.01"),
        ("/segments", WOMEN | {"weight": "nan"}, "number"),
        ("/survey", SURVEY | {"users": "16"}, "No more than were asked"),
        ("/survey", SURVEY | {"on": "2027-01-01"}, "has not been yet"),
        ("/source", SWEDEN | {"rows": "YouTube, 180"}, "above 100"),
        ("/source", SWEDEN | {"rows": "YouTube\nTikTok, x"}, "Row 2"),
        ("/source", SWEDEN | {"source": ""}, "required"),
        ("/engagers/tables", TABLE | {"rows": "women, 620"}, "whom you want"),
        ("/engagers/tables", TABLE | {"rows": "women, 62 %, 50\nmen, 38 %, 50"}, "behind them"),
        (
            "/engagers/tables",
            TABLE | {"rows": "women, 62 %, 100", "people": "900"},
            "add up to 100",
        ),
        ("/engagers/tables", TABLE | {"rows": "women, 62,5\nmen, 37,5"}, "adds up to 10"),
        ("/engagers/tables", TABLE | {"rows": "women, 62,5 %, 60"}, "with a point"),
        ("/engagers/tables", TABLE | {"rows": "women, 62.5, 60\nmen, 7, 40"}, "no whole number"),
        ("/engagers/tables", TABLE | {"people": "90", "followers": ""}, "more people than that"),
        ("/source", SWEDEN | {"rows": "YouTube, 62,5"}, "with a point"),
        ("/source", SWEDEN | {"rows": "YouTube; 62\nYouTube; 63"}, "stands twice"),
        ("/engagers/tables", TABLE | {"followers": "5000"}, "more followers"),
        ("/engagers/tables", TABLE | {"rows": "women, -3, 50"}, "Row 1"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_lost(world, client_as, case):
    path, posted, said = case
    answer = client_as(world.lead).post(PAGE + path, posted)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert not AudienceSegment.objects.exists()
    assert not EngagerTable.objects.exists()


def test_numbers_are_read_as_people_write_them(world, client_as):
    lead = client_as(world.lead)
    rows = "youtube; 62,5 %\nTIKTOK\t१२\nBeReal, 4.5"
    assert lead.post(PAGE + "/source", SWEDEN | {"rows": rows}).status_code == 302
    use = AudienceSource.objects.get().use
    assert use == {"YouTube": 0.625, "TikTok": 0.12, "BeReal": 0.045}
    posted = TABLE | {"rows": "women\t1,620\t60\nmen\t380\t४०", "followers": ""}
    assert lead.post(PAGE + "/engagers/tables", posted).status_code == 302
    assert EngagerTable.objects.get().counts == {"women": 1620, "men": 380}


def test_a_network_is_one_however_it_is_written(world, client_as):
    lead = client_as(world.lead)
    segment(world)
    for name in ("pinterest", " Pinterest ", "PINTEREST"):
        lead.post(PAGE + "/survey", SURVEY | {"network": name})
    assert {one.network for one in AudienceSurvey.objects.all()} == {"Pinterest"}


def test_a_survey_without_a_reference_says_that_it_stands_alone(world, client_as):
    lead = client_as(world.lead)
    segment(world, country="SE", groups=["all"])
    lead.post(PAGE + "/survey", SURVEY)
    page = read(lead)
    assert "your survey alone, 90 %" in page
    assert "reference and your survey" not in page


@pytest.mark.parametrize("path", ["/segments", "/survey", "/source", "/engagers/tables"])
def test_only_who_decides_may_write(world, client_as, path):
    for person in (world.marketer, world.leader, world.editor):
        assert client_as(person).post(PAGE + path, WOMEN | SURVEY).status_code == 403


def test_nobody_reads_another_workspace_s_target(world, client_as):
    made = segment(world)
    stranger = client_as(world.stranger)
    assert "Women" not in read(stranger).split("<main", 1)[1].split("<form", 1)[0]
    assert stranger.post(f"{PAGE}/segments/{made.pk}/removal").status_code == 404
    assert AudienceSegment.objects.filter(pk=made.pk).exists()


def test_a_part_is_taken_out_with_what_it_cited(world, client_as):
    made = segment(world)
    assert field.cited_by(world.workspace.pk, "audience", [str(made.pk)])
    assert client_as(world.lead).post(f"{PAGE}/segments/{made.pk}/removal").status_code == 302
    assert not AudienceSegment.objects.exists()
    assert not field.cited_by(world.workspace.pk, "audience", [str(made.pk)])


def test_a_segment_is_named_where_a_change_touches_it(world):
    made = segment(world)
    named = citer.describe_segments(world.workspace.pk, [str(made.pk), "x"])
    assert named[str(made.pk)].title == "Women"
    assert not citer.describe_segments(world.stranger.workspace_id, [str(made.pk)])


def test_a_figure_that_is_no_longer_so_is_flagged(world, client_as):
    segment(world)
    ledger.override_claim(
        workspace_id=world.workspace.pk, claim_slug="clm-pew-2023-gender",
        person_id=world.lead.pk, status="retired", reason="A newer table is out.", now=NOW,
    )  # fmt: skip
    assert "no longer so" in read(client_as(world.lead))


def test_writing_leaves_a_row_without_words(world):
    segment(world)
    row = AuditRow.objects.filter(act="add segment").get()
    assert "Women" not in str(vars(row))


def test_who_engages_is_held_against_the_target(world, client_as):
    lead = client_as(world.lead)
    assert lead.post(PAGE + "/engagers/tables", TABLE).status_code == 302
    page = read(client_as(world.leader), PAGE + "/engagers")
    assert "88 of 100 on Instagram look like your target" in page
    assert page.index("70 of 100 who engaged follow you") < page.index("<table")
    assert "124 against 100" in page


def test_per_cents_are_marked_as_rounded(world, client_as):
    lead = client_as(world.lead)
    posted = TABLE | {
        "rows": "women, 62 %, 50\nmen, 38 %, 50", "people": "900000", "followers": "",
    }  # fmt: skip
    assert lead.post(PAGE + "/engagers/tables", posted).status_code == 302
    page = read(lead, PAGE + "/engagers")
    assert "rounded per cents" in page
    assert "does not say who of them follows you" in page
    assert sum(EngagerTable.objects.get().counts.values()) < 900_000


def test_what_was_read_is_written_once(world, client_as):
    client_as(world.lead).post(PAGE + "/engagers/tables", TABLE)
    with pytest.raises(WrittenOnceError):
        EngagerTable.objects.get().save()


def test_the_page_costs_the_same_for_one_segment_and_for_twenty(world, client_as):
    client = client_as(world.lead)
    segment(world)
    read(client)
    with CaptureQueriesContext(connection) as few:
        read(client)
    for n in range(20):
        segment(world, name=f"Part {n}", groups=["men"])
    read(client)
    with CaptureQueriesContext(connection) as many:
        read(client)
    assert len(many) == len(few)
