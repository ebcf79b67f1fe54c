"""What `--lower` says: the chance to be right without knowing, of all items or of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from whetstone.core.kernel.errors import Fault, raise_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.measurement.items import Floats


def lower_of(said: Sequence[str], items: Sequence[str]) -> Floats:
    """One number for each item, 0 where nothing is said; what is said of one item goes first.

    Raises:
        Faults: a word that is no number from 0 to below 1, or an item that is not in the file.

    >>> lower_of(["0.2", "q2=0.25"], ["q1", "q2"]).tolist()
    [0.2, 0.25]
    """
    found, own, faults = 0.0, {}, []
    for one in said:
        name, equals, figure = one.rpartition("=")
        try:
            value = float(figure)
        except ValueError:
            value = -1.0
        if not 0 <= value < 1:
            faults.append(Fault("--lower", f"“{one}” is no number from 0 to below 1."))
        elif equals and name not in items:
            faults.append(Fault("--lower", f"there is no item “{name}”."))
        elif equals:
            own[name] = value
        else:
            found = value
    raise_all(faults)
    return np.array([own.get(name, found) for name in items])
