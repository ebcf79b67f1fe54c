"""Numbers of questions from one installation to another: signed, weighed, and never forced."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.apps.diagnose.answering import answered, crowd

from whetstone.apps.diagnose import handing, live, quality
from whetstone.apps.diagnose.models import BankAct, CalibratedItem, CalibrationRun, Item
from whetstone.apps.keepup import services as keepup
from whetstone.config.cli import main
from whetstone.core.kernel.errors import Faults, Refused
from whetstone.core.measurement.item_life import ItemState
from whetstone.formats.packs import public_pem, raw_public
from whetstone.formats.parameter_packs import (
    PackAreas,
    PackItem,
    ParameterPack,
    read_parameters,
    write_parameters,
)

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
THEIRS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture(autouse=True)
def loaded(curriculum_loaded):
    """Every act here is on the loaded curriculum."""
    yield
    live.forget()


@pytest.fixture
def trusted():
    """The key of Whetstone in Lund is trusted here."""
    scope = keepup.Scope(None)
    keepup.trust_key(pem=public_pem(raw_public(THEIRS)), name="Lund", scope=scope, now=NOW)


def known_there(*, n=900, questions=6, shift=0.3, **more):
    """A pack of Lund's about the first questions of Strategy."""
    held = live.shelf()
    asked = [one for one in held.latest.values() if one.area_id == "STR"][:questions]
    rows = {row.pk: row for row in Item.objects.filter(pk__in=[one.pk for one in asked])}
    items = tuple(
        PackItem(
            id=one.slug,
            version=one.version,
            content=more.get("content", rows[one.pk].content_hash),
            a=1.1,
            a_se=0.1,
            b=round(rows[one.pk].b + shift, 4),
            b_se=0.12,
            steps=(0.0,) if one.max_score == 1 else tuple(
                round(k - (one.max_score - 1) / 2, 4) for k in range(one.max_score)
            ),
            n=n,
            fastest=4.0,
        )
        for one in asked
    )  # fmt: skip
    return ParameterPack("Lund", NOW, "gpcm-mml-2", items, more.get("areas"))


@pytest.fixture
def pack_file(tmp_path):
    """`pack_file(pack)` writes it, signed by Lund."""

    def write(pack, data=None):
        path = tmp_path / "lund.json"
        path.write_bytes(data or write_parameters(pack, THEIRS))
        return str(path)

    return write


def take(capsys, path, *more):
    code = main(["measure", "pack-import", path, "--json", *more])
    return code, json.loads(capsys.readouterr().out)


def test_what_was_written_is_read_again(pack_file):
    areas = PackAreas(("STR", "ANA"), ((1.0, 0.4), (0.4, 1.0)), ((9.0, 2.5), (2.5, 9.0)), 40)
    pack = known_there(areas=areas)
    assert read_parameters(write_parameters(pack, THEIRS)) == pack


def test_a_pack_is_looked_at_first_and_nothing_moves(capsys, trusted, pack_file):
    code, told = take(capsys, pack_file(known_there()), "--dry-run")
    assert code == 0
    assert told["taken"] == 6
    assert {row["standing"] for row in told["rows"]} == {"taken"}
    assert not CalibrationRun.objects.exists()
    assert live.shelf().run == 0


def test_a_pack_from_a_trusted_key_counts_at_once(capsys, trusted, pack_file):
    pack = known_there()
    code, told = take(capsys, pack_file(pack))
    assert (code, told["taken"]) == (0, 6)
    held = live.shelf()
    for one in pack.items:
        question = held.latest[one.id]
        assert question.state is ItemState.OPERATIONAL
        assert question.calibrated_from == 900
        assert held.parameters[question.row].b == pytest.approx(one.b)
        assert question.fastest == 4.0
    others = [q for q in held.latest.values() if q.slug not in {one.id for one in pack.items}]
    assert {q.calibrated_from for q in others} == {0}


def test_the_page_says_whose_numbers_they_are(capsys, trusted, pack_file):
    take(capsys, pack_file(known_there()))
    page = quality.compose(area_id="STR", on=NOW.date())
    assert {one.seen.issuer for one in page.items if one.seen} == {"Lund"}


def test_the_same_pack_twice_is_refused(capsys, trusted, pack_file):
    path = pack_file(known_there())
    take(capsys, path)
    code, told = take(capsys, path)
    assert code == 1
    assert "taken before" in told["faults"][0]["what"]
    assert BankAct.objects.count() == 1


def test_a_key_that_nobody_trusts_is_refused(capsys, pack_file):
    code, told = take(capsys, pack_file(known_there()))
    assert code == 1
    assert "nobody here trusts the key" in told["faults"][0]["what"]
    assert not CalibrationRun.objects.exists()


def test_a_key_that_is_trusted_no_more_is_refused(capsys, trusted, pack_file):
    path = pack_file(known_there())
    mark = read_parameters(write_parameters(known_there(), THEIRS)).fingerprint
    keepup.distrust_key(fingerprint_=mark, scope=keepup.Scope(None), now=NOW)
    assert take(capsys, path)[0] == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"n":900', b'"n":901'), (b'"b_se":0.12', b'"b_se":0.01'), (b'"Lund"', b'"Bund"')],
)
@pytest.mark.usefixtures("trusted")
def test_a_pack_that_was_changed_is_refused(old, new, capsys, pack_file):
    data = write_parameters(known_there(), THEIRS)
    assert old in data
    code, told = take(capsys, pack_file(None, data.replace(old, new, 1)))
    assert code == 1
    assert any("changed after it was signed" in one["what"] for one in told["faults"])
    assert not CalibrationRun.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (b'"n":900', b'"n":-1', "items[0].n"),
        (b'"a":1.1', b'"a":0', "items[0].a"),
        (b'"a":1.1', b'"a":true', "items[0].a"),
        (b'"b_se":0.12', b'"b_se":"small"', "items[0].b_se"),
        (b'"engine":"gpcm-mml-2"', b'"engine":"gpcm-mml-2","more":1', "'more'"),
        (b'"whetstone-parameters"', b'"whetstone-parameterz"', "format"),
    ],
)
def test_every_fault_is_named_with_its_place(old, new, where):
    data = write_parameters(known_there(), THEIRS)
    assert old in data
    with pytest.raises(Faults) as wrong:
        read_parameters(data.replace(old, new, 1))
    assert where in {fault.where for fault in wrong.value.faults}


def test_a_change_pack_is_told_from_a_parameter_pack():
    with pytest.raises(Faults, match="no parameter pack"):
        read_parameters(b'{"format":"whetstone-pack","version":1}')


def test_other_words_are_another_question(capsys, trusted, pack_file):
    _code, told = take(capsys, pack_file(known_there(content="0" * 64)), "--dry-run")
    assert told["taken"] == 0
    assert {row["standing"] for row in told["rows"]} == {"other words here"}
    assert take(capsys, pack_file(known_there(content="0" * 64)))[0] == 1


def test_fewer_than_a_hundred_answers_are_too_few(capsys, trusted, pack_file):
    _code, told = take(capsys, pack_file(known_there(n=99)), "--dry-run")
    assert {row["standing"] for row in told["rows"]} == {"too few answers"}


def calibrated_here(make_workspace, n=130):
    answered(crowd(make_workspace(), n))
    main(["measure", "calibrate"])


def test_what_is_known_better_here_is_kept(capsys, trusted, pack_file, make_workspace):
    calibrated_here(make_workspace)
    before = live.shelf()
    pack = known_there(n=120, questions=8)
    capsys.readouterr()
    _code, told = take(capsys, pack_file(pack))
    assert told["taken"] == 2
    after = live.shelf()
    for one in pack.items[:6]:
        row = after.latest[one.id].row
        assert after.parameters[row] == before.parameters[row]
    assert after.latest[pack.items[7].id].calibrated_from == 120


def test_their_numbers_outlive_a_calibration_here_until_more_answers_are_here(
    capsys, trusted, pack_file, make_workspace
):
    pack = known_there()
    take(capsys, pack_file(pack))
    calibrated_here(make_workspace)
    held = live.shelf()
    assert CalibrationRun.objects.get(pk=held.run).cause == "command"
    assert {held.latest[one.id].calibrated_from for one in pack.items} == {900}
    assert held.parameters[held.latest[pack.items[0].id].row].b == pytest.approx(pack.items[0].b)


def test_five_questions_known_to_both_put_theirs_on_our_scale(
    capsys, trusted, pack_file, make_workspace
):
    calibrated_here(make_workspace, 320)
    ours = live.shelf()
    base = known_there(n=900, questions=8)
    moved = ParameterPack(
        "Lund", NOW, "gpcm-mml-2",
        tuple(
            one if n >= 6 else PackItem(
                one.id, one.version, one.content,
                round(ours.parameters[ours.latest[one.id].row].a, 4), 0.1,
                round(ours.parameters[ours.latest[one.id].row].b - 1.0, 4), 0.12,
                one.steps, one.n, one.fastest,
            )
            for n, one in enumerate(base.items)
        ),
    )  # fmt: skip
    capsys.readouterr()
    _code, told = take(capsys, pack_file(moved))
    assert told["scales"]["STR"]["shift"] == pytest.approx(1.0, abs=0.01)
    after = live.shelf()
    seventh = base.items[6]
    assert after.parameters[after.latest[seventh.id].row].b == pytest.approx(
        seventh.b + 1.0, abs=0.02
    )


def test_how_areas_go_together_comes_from_whoever_knows_more_people(capsys, trusted, pack_file):
    areas = PackAreas(
        ("STR", "ANA"), ((1.0, 0.9), (0.9, 1.0)), ((900.0, 900.0), (900.0, 900.0)), 2_000
    )
    take(capsys, pack_file(known_there(areas=areas)))
    held = live.shelf()
    place = held.framework.area
    assert held.together.people == 2_000
    between = held.together.prior.covariance[place("STR").index, place("ANA").index]
    assert between > 0.8


# --- handing on ---


def test_nothing_is_handed_on_before_there_are_answers():
    with pytest.raises(Refused, match="nothing to hand on"):
        handing.outgoing(issuer="Marram", now=NOW)


def test_a_pack_goes_out_and_says_nothing_of_people(tmp_path, make_workspace, settings):
    settings.HOME = tmp_path
    calibrated_here(make_workspace)
    path = tmp_path / "out.json"
    assert main(["measure", "pack-export", str(path), "--issuer", "Marram"]) == 0
    pack = read_parameters(path.read_bytes())
    assert len(pack.items) == 6
    assert {one.n for one in pack.items} == {130}
    assert b"Nora" not in path.read_bytes()
    assert main(["measure", "pack-export", str(path)]) == 1  # never over a file that is there


def test_what_came_from_others_is_not_handed_on_as_ones_own(capsys, trusted, pack_file):
    take(capsys, pack_file(known_there()))
    with pytest.raises(Refused, match="nothing to hand on"):
        handing.outgoing(issuer="Marram", now=NOW)


def test_a_calibration_under_way_makes_a_pack_wait(capsys, trusted, pack_file):
    CalibrationRun.objects.create(
        cause="command", until=0, fingerprint="x", started_at=NOW, worked_at=NOW
    )
    code, told = take(capsys, pack_file(known_there()))
    assert code == 1
    assert "under way" in told["faults"][0]["what"]
    assert not CalibratedItem.objects.exists()
