"""Words, errors and bands."""

from __future__ import annotations

import math

import pytest

from whetstone.core.kernel.errors import Fault, Faults, Missing, Refused, WhetstoneError, raise_all
from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.verdict import Verdict, certifies, in_100, verdict


@pytest.mark.parametrize(
    ("p", "word"),
    [
        (0.0, Verdict.BELOW_PROBABLY),
        (0.2, Verdict.BELOW_PROBABLY),
        (0.21, Verdict.TOO_CLOSE),
        (0.79, Verdict.TOO_CLOSE),
        (0.8, Verdict.MET_PROBABLY),
        (1.0, Verdict.MET_PROBABLY),
    ],
)
def test_the_two_constants_make_three_verdicts(p, word):
    assert verdict(p) is word


def test_nothing_is_said_about_what_is_unmeasured():
    assert verdict(0.99, measured=False) is Verdict.UNMEASURED


def test_every_verdict_has_words():
    assert all(word.words for word in Verdict)


def test_a_certificate_needs_95_in_100():
    assert certifies(0.95)
    assert not certifies(0.9499)


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.6, "60 in 100"),
        (0, "0 in 100"),
        (0.004, "less than 1 in 100"),
        (0.997, "more than 99 in 100"),
    ],
)
def test_chances_are_said_as_people_say_them(p, words):
    assert in_100(p) == words


def test_faults_gather_and_are_raised_once():
    with pytest.raises(Faults) as caught:
        raise_all([Fault("a.yaml:3", "no id.", "Give one."), Fault("a.yaml:9", "twice.")])
    assert [fault.where for fault in caught.value.faults] == ["a.yaml:3", "a.yaml:9"]
    assert str(caught.value) == "a.yaml:3: no id. Give one.\na.yaml:9: twice."


def test_no_fault_raises_nothing():
    raise_all([])


def test_faults_without_a_fault_cannot_be():
    with pytest.raises(ValueError, match="at least one"):
        Faults([])


def test_one_tree_holds_every_error():
    for error in (Fault("a", "b"), Refused("a", "b", "c"), Missing("claim", "clm-x")):
        assert isinstance(error, WhetstoneError)
    assert str(Refused("Booking", "it is after hours.", "Choose 10:00.")).endswith("Choose 10:00.")
    assert str(Missing("claim", "clm-x")) == "No claim answers to clm-x."


def test_an_estimate_must_lie_in_its_band():
    with pytest.raises(ValueError, match="not between"):
        Estimate(2.0, 0.0, 1.0)
    with pytest.raises(ValueError, match="observations"):
        Estimate(0.5, 0.0, 1.0, -1)


def test_what_cannot_be_told_has_no_value_and_a_reason():
    nothing = cannot_tell("Too few posts.")
    assert not nothing.is_known
    assert math.isnan(nothing.value)
    assert nothing.reason == "Too few posts."


def test_a_band_knows_its_width_and_what_it_holds():
    band = Estimate(0.5, 0.2, 0.9, 12)
    assert band.width == pytest.approx(0.7)
    assert band.holds(0.9)
    assert not band.holds(0.91)


@pytest.mark.parametrize(
    ("what", "line"),
    [("it is broken", "a: it is broken. Mend it."), ("it is broken.", "a: it is broken. Mend it."),
     ("which one?", "a: which one? Mend it.")],
)  # fmt: skip
def test_what_is_wrong_and_what_mends_it_are_two_sentences(what, line):
    assert str(Fault("a", what, "Mend it.")) == line
    assert str(Fault("a", what)) == f"a: {what}"
