"""Ready or not, from shared words alone: a range, and "cannot tell" where nobody shares."""

import pytest

from whetstone.core.kernel.verdict import Verdict
from whetstone.core.rollup.readiness import Ready, readiness

MET, CLOSE, BELOW = Verdict.MET_PROBABLY, Verdict.TOO_CLOSE, Verdict.BELOW_PROBABLY


def test_nobody_who_shares_is_unknown_and_not_short():
    assert readiness([], need=1).ready is Ready.UNKNOWN
    assert readiness([Verdict.UNMEASURED], need=1).ready is Ready.UNKNOWN


def test_the_range_holds_the_middle_and_widens_with_doubt():
    sure, unsure = readiness([MET, MET], need=1).enough, readiness([CLOSE, CLOSE], need=1).enough
    assert sure.lo <= sure.value <= sure.hi
    assert unsure.width > sure.width


@pytest.mark.parametrize(
    ("words", "need", "said"),
    [
        ([MET, MET], 1, Ready.READY),
        ([MET, CLOSE], 2, Ready.CLOSE),
        ([BELOW, BELOW], 2, Ready.SHORT),
        ([MET], 2, Ready.SHORT),
    ],
)
def test_enough_people_or_not(words, need, said):
    assert readiness(words, need=need).ready is said


def test_one_more_who_is_there_never_makes_it_less_likely():
    for words in ([], [BELOW], [CLOSE, MET]):
        before = readiness(words, need=2).enough
        after = readiness([*words, MET], need=2).enough
        assert not before.is_known or after.value >= before.value


def test_nobody_needed_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        readiness([MET], need=0)
