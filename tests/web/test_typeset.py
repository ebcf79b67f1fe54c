"""A page that is kept may hold no sign that its typefaces lack."""

from __future__ import annotations

import datetime as dt

import pytest
import typst

from whetstone.web.typeset import pdf

NOW = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)
PAGE = """
#set document(title: "x", date: auto)
#set text(font: "Noto Sans", lang: "en")
= #json(bytes(sys.inputs.values)).name
"""


@pytest.mark.parametrize("name", ["Wax before winter", "Wax 🚀 中文", "مرحبا"])
@pytest.mark.parametrize("standard", ["1.7", "a-2a", ("ua-1", "a-2a")])
def test_whatever_a_campaign_is_called_its_page_is_set(name, standard):
    assert pdf(PAGE, {"name": name}, now=NOW, standard=standard).startswith(b"%PDF")


def test_a_page_that_is_wrong_is_not_passed_over():
    with pytest.raises(typst.TypstError):
        pdf("#nonsense(", {}, now=NOW, standard="a-2a")
