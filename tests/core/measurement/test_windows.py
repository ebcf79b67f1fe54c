"""The same question lately and before: a move is found, abler people are not taken for one."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.measurement.dif import DifClass, LogisticDif, MantelHaenszel, Step
from whetstone.core.measurement.fairness import Compared
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.responses import Responses
from whetstone.core.measurement.windows import FEWEST, Way, Window, compared_windows

QUESTIONS, EACH, MOVED = 12, 6, 4
PLACES = np.linspace(-1.4, 1.4, QUESTIONS)
TABLE = ItemTable.build([ItemParameters(0, 1, 1.2, b) for b in PLACES])


def world(people=2000, *, harder=0.0, steeper=1.0, abler=0.0, seed=1):
    """The later half meets question 4 `harder` (and its slope `steeper`), and is `abler`."""
    rng = np.random.default_rng(seed)
    late = np.arange(people) >= people // 2
    theta = rng.normal(size=people) + abler * late
    item = np.argsort(rng.random((people, QUESTIONS)), axis=1)[:, :EACH].ravel()
    person = np.repeat(np.arange(people), EACH)
    changed = (item == MOVED) & late[person]
    slope = 1.2 * np.where(changed, steeper, 1.0)
    chance = 1 / (1 + np.exp(-slope * (theta[person] - PLACES[item] - harder * changed)))
    score = (rng.random(item.size) < chance).astype(np.int64)
    return Responses.of(item, score, person=person), score > 0, late[person]


def looked(*given):
    return compared_windows(given[0], TABLE, *given[1:])


@pytest.mark.parametrize(("harder", "way"), [(1.3, Way.HARDER), (-1.3, Way.EASIER)])
def test_a_question_that_moved_is_found_with_its_way_and_the_others_stand(harder, way):
    found = looked(*world(harder=harder))
    assert found[MOVED].alarm is way
    assert [n for n, one in enumerate(found) if one.alarm] == [MOVED]


def test_a_question_that_tells_people_apart_the_other_way_has_turned():
    found = looked(*world(3000, steeper=-1.0))
    assert found[MOVED].compared.logistic.is_crossing
    assert found[MOVED].alarm is not None


def test_abler_people_coming_later_make_no_question_easier():
    assert not any(one.alarm for one in looked(*world(3000, abler=1.0)))


def test_the_two_windows_that_change_places_turn_the_way():
    answers, full, late = world(harder=1.3)
    there, back = looked(answers, full, late)[MOVED], looked(answers, full, ~late)[MOVED]
    assert (there.alarm, back.alarm) == (Way.HARDER, Way.EASIER)
    assert back.compared.by_strata.delta == pytest.approx(
        -there.compared.by_strata.delta, abs=0.05
    )


def test_answers_of_weight_zero_are_not_there():
    answers, full, late = world(harder=1.3)
    bad = np.arange(len(answers)) % 3 == 0
    weighed = looked(answers.reweighted(np.where(bad, 0.0, 1.0)), full, late)[MOVED].compared
    without = looked(answers.where(~bad), full[~bad], late[~bad])[MOVED].compared
    assert (weighed.n_reference, weighed.n_focal) == (without.n_reference, without.n_focal)
    assert weighed.by_strata.delta == pytest.approx(without.by_strata.delta, abs=1e-9)


def test_a_question_that_stands_still_raises_no_alarm():
    """12 questions in 30 worlds: 360 looks; 1 in 1,000 would be too many above 3."""
    alarms = [one.alarm for seed in range(30) for one in looked(*world(800, seed=seed))]
    assert len(alarms) == 360
    assert sum(one is not None for one in alarms) <= 3


# --- refusals ---


def test_below_a_hundred_answers_in_a_window_nothing_is_said_but_what_is_missing():
    answers, full, late = world(380, harder=3.0)
    one = looked(answers, full, late)[MOVED]
    assert min(one.compared.n_reference, one.compared.n_focal) < FEWEST
    assert one.compared.by_strata is None
    assert one.alarm is None
    assert one.compared.missing > 0


def test_where_all_is_new_nothing_is_compared():
    answers, full, late = world(harder=3.0)
    assert all(one.alarm is None for one in looked(answers, full, np.ones_like(late)))


def of(*, alpha, delta, delta_se, p, crossing=(0.0, 0.0)):
    by_strata = MantelHaenszel(10.0, p, alpha, delta, delta_se)
    regressed = LogisticDif(Step(0.0, 0.0), Step(*crossing), delta, delta_se)
    return Window(Compared("before", "lately", 200, 200, by_strata, regressed))


def test_large_but_not_sure_is_no_alarm():
    one = of(alpha=2.5, delta=-2.2, delta_se=0.6, p=0.004)
    assert one.compared.ets is DifClass.C
    assert one.alarm is None


def test_sure_but_small_is_no_alarm():
    assert of(alpha=1.5, delta=-0.95, delta_se=0.1, p=1e-9).alarm is None


def test_turned_needs_a_large_product_with_ability():
    same = {"alpha": 1.0, "delta": 0.0, "delta_se": 0.3, "p": 1.0}
    assert of(**same, crossing=(30.0, 0.09)).alarm is Way.TURNED
    assert of(**same, crossing=(30.0, 0.05)).alarm is None
    assert of(**same, crossing=(7.0, 0.09)).alarm is None
