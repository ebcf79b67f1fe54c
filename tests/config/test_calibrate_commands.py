"""`whetstone measure calibrate` and `cut`: refused with a count, or done and told."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests.apps.diagnose.answering import answered, crowd

from whetstone.apps.diagnose import live
from whetstone.apps.diagnose.models import BankAct, CutPanel, LevelEstimate
from whetstone.config.cli import main


@pytest.fixture(autouse=True)
def loaded(curriculum_loaded):
    """Every act here is on the loaded curriculum."""


def test_too_few_answers_are_told_with_the_number(capsys):
    assert main(["measure", "calibrate"]) == 1
    assert "500 first answers are missing" in capsys.readouterr().err
    assert main(["measure", "calibrate", "--json"]) == 1
    assert "500 first answers" in json.loads(capsys.readouterr().out)["refused"]


def test_a_calibration_is_told_area_by_area_and_counts(capsys, make_workspace):
    answered(crowd(make_workspace(), 120))
    assert main(["measure", "calibrate", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] is True
    assert told["areas"]["STR"]["questions"] == len(told["items"]) == 6
    assert live.shelf().run == told["run"]
    assert main(["measure", "calibrate"]) == 1
    assert "nothing was answered since" in capsys.readouterr().err


# --- cuts ---


@pytest.fixture
def ratings(tmp_path):
    """`ratings(spread)`: six judges on twelve questions, around what people at -0.2 would do."""

    def write(*, judges=6, more=""):
        held = live.shelf()
        asked = [one for one in held.latest.values() if one.area_id in {"STR", "CRI"}][:12]
        lines = ["judge,item,rating"]
        for judge in range(judges):
            at = -0.2 + 0.2 * (judge - (judges - 1) / 2)
            place = round((at + 6) / 0.2)
            lines += [
                f"judge {judge},{one.slug},"
                f"{100 * held.table.prob[one.row, one.max_score, place]:.1f}"
                for one in asked
            ]
        path = tmp_path / "ratings.csv"
        path.write_text("\n".join(lines) + "\n" + more)
        return str(path)

    return write


def test_a_cut_is_worked_out_and_nothing_is_stored(capsys, ratings):
    assert main(["measure", "cut", ratings(), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["theta"] == pytest.approx(-0.2, abs=0.11)
    assert told["se"] > 0.05
    assert len(told["judges"]) == 6
    assert BankAct.objects.count() == 0


def test_a_recorded_cut_counts_for_everybody_and_stands_on_the_page(  # noqa: PLR0917  # the cast
    capsys, ratings, make_workspace, make_person, client_as
):
    workspace = make_workspace()
    ana = make_person(workspace, name="Ana")
    from whetstone.apps.diagnose import services

    services.sit_through(
        person_id=ana.pk, workspace_id=workspace.pk, role_id="smm", mode="quick",
        answer_to=lambda _question: {"unknown": True},
        now=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
    )  # fmt: skip
    before = LevelEstimate.objects.get(person=ana).areas
    words = [
        "measure", "cut", ratings(), "--record", "--held-on", "2026-11-20",
        "--about", "Two agencies, two firms, two schools.",
    ]  # fmt: skip
    assert main(words) == 0
    assert "it counts now" in capsys.readouterr().out
    panel = CutPanel.objects.get()
    assert live.shelf().cuts[2] == panel.theta
    after = LevelEstimate.objects.get(person=ana).areas
    area = next(area for area, one in after.items() if one["answers"])
    assert after[area]["p"]["2"] < before[area]["p"]["2"]
    page = client_as(ana).get("/test-quality").content.decode()
    assert "6 judges, 12 questions, modified Angoff, 20 November 2026" in page
    assert "Two agencies, two firms, two schools." in page
    assert "Set by the authors alone" not in page


def test_a_level_that_gets_a_record_is_named_from_then_on(ratings):
    assert 3 not in live.shelf().cuts
    words = ["measure", "cut", ratings(), "--level", "3", "--record"]
    assert main([*words, "--held-on", "2026-11-20", "--about", "Six leads."]) == 0
    assert 3 in live.shelf().cuts


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--level", "9"], "there is no level 9"),
        (["--record", "--held-on", "soon", "--about", "Six."], "a day is wanted"),
        (["--record", "--held-on", "2026-11-20"], "say who the judges are"),
        (["--record", "--held-on", "2999-01-01", "--about", "Six."], "still to come"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_stored(capsys, ratings, words, what):
    assert main(["measure", "cut", ratings(), *words]) == 1
    assert what in capsys.readouterr().err
    assert CutPanel.objects.count() == BankAct.objects.count() == 0


def test_four_judges_are_refused(capsys, ratings):
    assert main(["measure", "cut", ratings(judges=4)]) == 1
    assert "5 or more" in capsys.readouterr().err


def test_every_bad_row_is_named_at_once(capsys, ratings):
    path = ratings(more="judge 0,it-none,50\njudge 1,,\njudge 2,it-str-001,many\n")
    assert main(["measure", "cut", path]) == 1
    said = capsys.readouterr().err
    assert "the item is missing" in said
    assert "“many” is no number" in said
    path = ratings(more="judge 0,it-none,50\n")
    assert main(["measure", "cut", path]) == 1
    assert "there is no question “it-none”" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(capsys):
    assert main(["measure", "cut", "/no/such/file.csv"]) == 1
    assert "No such file" in capsys.readouterr().err
