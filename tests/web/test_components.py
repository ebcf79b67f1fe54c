"""Components say what they are told, tell screen readers the same, and keep the page's policy."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.core.paginator import Paginator

from whetstone.web.views import sample_curve

SHELL = {
    "nav": [{"label": "Today", "url": "/today", "current": True}],
    "account": {"role": "Content lead", "workspace": "Marram", "links": [], "leave_url": "/leave"},
    "languages": [{"code": "en", "label": "English", "current": True}],
    "language_url": "/language",
    "csrf_input": "",
}


@pytest.fixture(scope="module")
def design(env):
    return env.get_template("web/design.html.jinja").render(curve=sample_curve(), **SHELL)


def templates(web):
    return sorted((web / "templates").rglob("*.jinja"))


def sheet_text(web):
    return "\n".join(path.read_text() for path in sorted((web / "static" / "css").rglob("*.css")))


def test_every_component_file_stands_on_the_living_page(web):
    page = (web / "templates/web/design.html.jinja").read_text()
    shown = set(re.findall(r'from "web/components/([\w-]+)\.html\.jinja"', page))
    assert shown == {
        p.name.split(".")[0] for p in (web / "templates/web/components").glob("*.jinja")
    }


def test_every_class_of_a_template_is_dressed_by_a_sheet(web, design):
    known = set(re.findall(r"\.(-?[_a-zA-Z][\w-]*)", sheet_text(web)))
    used = {name for found in re.findall(r'class="([^"]*)"', design) for name in found.split()}
    for path in templates(web):
        for found in re.findall(r'class="([^"{]*)"', path.read_text()):
            used |= set(found.split())
    defaults = {"page--design", "week--5", "meter--draft", "meter__at", "verdict--yes"}
    assert sorted(used - known - defaults) == []


def test_no_template_carries_a_style_or_a_script_of_its_own(web):
    for path in templates(web):
        text = path.read_text()
        assert not re.search(r"\sstyle\s*=", text), path
        assert not re.search(r"<style\b|\son[a-z]+\s*=\s*[\"']|javascript:", text), path
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path


def test_every_module_is_one_short_behaviour(web):
    for path in (web / "static" / "js").glob("*.js"):
        text = path.read_text()
        assert len(text.splitlines()) <= 60, path
        assert not re.search(r"innerHTML|eval\(|document\.write|\.style\b", text), path


def test_the_living_page_has_one_heading_of_its_own_and_no_lost_label(design):
    assert design.count("<h1") == 1
    ids = re.findall(r'\sid="([^"]+)"', design)
    assert sorted(ids) == sorted(set(ids))
    for name in ("for", "aria-labelledby", "aria-describedby"):
        for found in re.findall(rf'\s{name}="([^"]+)"', design):
            assert set(found.split()) <= set(ids), (name, found)


@pytest.mark.parametrize("code", ["400", "403", "404", "429", "500"])
def test_every_fault_page_says_what_and_offers_a_next_step(env, code):
    page = env.get_template(f"web/{code}.html.jinja").render()
    assert page.count("<h1") == 1
    assert 'class="button button--primary" href="/"' in page
    assert re.search(r'<p class="lead">\s*\S', page)


def test_a_fault_page_may_be_told_better_words(env):
    page = env.get_template("web/429.html.jinja").render(
        why="Ten demos an hour.", next_url="/x", next_label="Wait"
    )
    assert "Ten demos an hour." in page
    assert 'href="/x">Wait</a>' in page


def test_only_the_given_rooms_are_in_the_masthead(env):
    page = env.get_template("web/404.html.jinja").render(**SHELL)
    assert re.findall(r'<a href="([^"]+)" aria-current="page">', page) == ["/today"]
    assert "/lead" not in page
    assert "Leave the demo" in page
    assert "Sign out" not in page


def test_a_meter_speaks_a_whole_sentence_and_draws_in_percent(draw):
    drawn = draw("meter", "meter(1, 2, 1.5, 'Between 1 and 2 & no more', guess=3, target=2)")
    assert 'role="img" aria-label="Between 1 and 2 &amp; no more"' in drawn
    assert 'x="25.0%" width="25.0%"' in drawn
    assert 'class="meter__mean" x1="37.5%"' in drawn


def test_a_meter_never_leaves_its_rule(draw):
    drawn = draw("meter", "meter(-0.7, 4.6, 4.2, 'x', guess=9)")
    assert 'x="0%" width="100.0%"' in drawn
    assert max(float(n) for n in re.findall(r'="(-?[\d.]+)%"', drawn)) <= 100
    assert min(float(n) for n in re.findall(r'="(-?[\d.]+)%"', drawn)) >= 0


def test_too_little_evidence_is_hatched_and_has_no_middle(draw):
    drawn = draw("meter", "meter(0.1, 3.8, 2, 'x', draft=True)")
    assert "meter__hatch" in drawn
    assert "meter__mean" not in drawn
    assert "meter__blade" not in drawn


def test_an_unknown_status_is_not_called_current(draw):
    assert "status--draft" in draw("status", "status('half-true')")
    assert "status--current" not in draw("status", "status('half-true')")


ESCAPED = [
    ("button", "button(x)"),
    ("notice", "notice(x)"),
    ("toast", "toast(x)"),
    ("empty", "empty(x, x)"),
    ("status", "status('current', x)"),
    ("stat", "stat(x, x, x)"),
    ("field", "field('a', x, x, fault=x)"),
    ("table", "table([x], [[x]], x)"),
    ("slider", "slider('a', x, say=[[4, x]])"),
    ("crumb", "crumb([x])"),
    ("strip", "strip(['current'], x)"),
    ("tree", "tree([{'text': x}])"),
    ("ripple", "ring(1, 2, x)"),
]


def test_text_is_escaped_everywhere_it_is_passed(draw):
    for component, call in ESCAPED:
        assert "<b>x" not in draw(component, call, x='<b>x"'), component


def test_a_fault_is_tied_to_its_field_and_keeps_what_was_typed(draw):
    drawn = draw(
        "field", "field('taps', 'Taps', '1,2O4', help='From the export', fault='A letter O')"
    )
    assert 'aria-describedby="f-taps-help f-taps-fault"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'value="1,2O4"' in drawn


def test_a_field_without_fault_is_not_called_invalid(draw):
    assert "aria-invalid" not in draw("field", "field('taps', 'Taps', 12)")


class Hours(forms.Form):
    start = forms.TimeField(help_text="Nothing is booked before it.")
    away = forms.BooleanField(required=False, label="Away")

    def clean(self):
        raise forms.ValidationError("Monday ends before it begins.")


def test_all_faults_of_a_form_stand_at_once_with_links(draw):
    form = Hours({"start": "late"})
    drawn = draw("faults", "form_faults(form)", form=form)
    assert 'href="#id_start"' in drawn
    assert "Monday ends before it begins." in drawn
    assert "2 things" in drawn


def test_a_form_without_faults_shows_none(draw):
    assert "faults" not in draw("faults", "form_faults(form)", form=forms.Form({}))


def test_a_bound_field_tells_its_help_and_its_fault(draw):
    form = Hours({"start": "late"})
    drawn = draw("field", "bound(form['start'])", form=form)
    assert 'id="id_start-help"' in drawn
    assert 'id="id_start-fault"' in drawn
    assert "id_start-help id_start-fault" in drawn
    assert "field__tick" in draw("field", "bound(form['away'])", form=form)


def test_the_chosen_row_is_checked_and_no_other(draw):
    drawn = draw("choice", "choices('a', [('x', 'X'), ('y', 'Y')], 'Which?', chosen='y')")
    assert re.findall(r'value="(\w)" checked', drawn) == ["y"]


def test_nothing_is_chosen_for_anybody(draw):
    assert "checked" not in draw("choice", "choices('a', [('x', 'X'), ('y', 'Y')], 'Which?')")


def test_order_can_be_given_without_script(draw):
    drawn = draw("order", "order('r', [('a', 'A'), ('b', 'B')], 'Put in order')")
    assert drawn.count("<select") == 2
    assert re.findall(r'value="(\d)" selected', drawn) == ["1", "2"]


def test_a_change_of_state_is_a_post_with_its_token(draw):
    drawn = draw("button", "post('Publish', '/p', token, hidden={'id': 3})", token="T")
    assert 'method="post" action="/p"' in drawn
    assert ">T<" in drawn
    assert 'name="id" value="3"' in drawn


def test_a_week_has_an_agenda_that_says_the_same(draw):
    days = [{"name": "Mon", "date": "23 Nov", "slots": [
        {"kind": "learn", "at": 4, "len": 2, "label": "Read", "time": "10:00", "href": "/r"},
        {"kind": "busy", "at": 8, "len": 4}]}]  # fmt: skip
    drawn = draw("week", "week(days)", days=days)
    assert "q-at-4 q-len-2" in drawn
    assert drawn.count('href="/r"') == 2
    assert "busy" not in drawn.split('class="agenda"')[1]


def test_a_chart_has_two_drawings_that_do_not_share_a_name(draw):
    drawn = draw("chart", "chart('c', 'T', 'F', ax, ax, [(0, 0), (1, 1)], shut=[(0, 1, ['no'])])",
                 ax={"min": 0, "max": 1, "ticks": [(0, "0"), (1, "1")]})  # fmt: skip
    ids = re.findall(r'\sid="([^"]+)"', drawn)
    assert len(ids) == len(set(ids)) == 4
    assert 'fill="url(#c-wide-h)"' in drawn


def test_pages_of_a_list_offer_only_ways_that_exist(draw):
    pages = Paginator(range(30), 10)
    first = draw("crumb", "pager(page)", page=pages.page(1))
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert draw("crumb", "pager(page)", page=Paginator([1], 10).page(1)) == ""
