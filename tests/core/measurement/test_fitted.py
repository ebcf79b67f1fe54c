"""Fitted parameters become a bank on the grid."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.calibration import Model
from whetstone.core.measurement.fitted import FittedItem, table_of
from whetstone.core.measurement.items import GRID, ItemParameters, ItemTable


def test_right_or_wrong_and_partial_credit_are_those_of_the_bank():
    items = [
        FittedItem("one", 1.2, (0.3,), 0.1, (0.2,)),
        FittedItem("two", 0.8, (-1.0, 0.5, 0.2), 0.1, (0.2, 0.2, 0.2)),
    ]
    known = ItemTable.build(
        [
            ItemParameters(0, 1, 1.2, 0.3, 0.1, 0.2, (0.0,)),
            ItemParameters(0, 3, 0.8, -0.1, 0.1, 0.2, (-0.9, 0.6, 0.3)),
        ]
    )
    found = table_of(items, Model.GPCM)
    assert np.allclose(found.prob, known.prob, atol=1e-12)
    assert found.max_score.tolist() == [1, 3]


def test_graded_items_follow_samejima():
    found = table_of([FittedItem("one", 1.5, (-1.0, 1.0))], Model.GRM).prob[0]
    above = [1 / (1 + np.exp(-1.5 * (GRID - b))) for b in (-1.0, 1.0)]
    assert np.allclose(found[0], 1 - above[0])
    assert np.allclose(found[1], above[0] - above[1])
    assert np.allclose(found[2], above[1])
    assert not found[3].any()


@pytest.mark.parametrize("model", list(Model))
def test_chances_sum_to_one(model):
    items = [FittedItem("one", 1.5, (-1.0, 0.5), 0.3, (0.4, 0.6)), FittedItem("two", 1.0, (0.0,))]
    assert np.allclose(table_of(items, model).prob.sum(axis=1), 1)


def test_every_bad_item_is_named_at_once():
    bad = [
        FittedItem("flat", 0.0, (0.1,)),
        FittedItem("long", 1.0, (0.1, 0.2, 0.3, 0.4)),
        FittedItem("lost", 1.0, (float("nan"),)),
        FittedItem("odd", 1.0, (0.0,), -1.0),
    ]
    with pytest.raises(Faults) as raised:
        table_of(bad, Model.GPCM)
    assert [fault.where for fault in raised.value.faults] == [
        "item flat",
        "item long",
        "item lost",
        "item odd",
    ]
