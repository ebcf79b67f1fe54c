"""A term in the browser: work, marks, the gradebook; and thirty from the code to the file."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys

CLASS = "Social media practice, autumn 2026"
PASSWORD = "a long sentence for a term 1"  # an invented one


def open_class(page, product) -> str:
    page.goto(product.address + "/classes")
    page.get_by_role("link", name=CLASS).click()
    return page.url


def test_an_instructor_marks_a_work_and_takes_the_gradebook_home(page, enter, product, axe):
    enter(page, "instructor")
    base = open_class(page, product)
    page.get_by_role("link", name="Gradebook").click()
    assert "works wait for your mark" in page.locator("h1").inner_text()
    axe(page)
    page.goto(base + "/assignments")
    page.get_by_role("link", name="A strategy that fits on one page").click()
    axe(page)
    page.get_by_role("link", name="Read and mark").first.click()
    axe(page)
    for row in page.locator("fieldset.judge").all():
        row.locator("input[type=radio]").nth(3).check()
    page.get_by_role("button", name="Mark it").click()
    assert "Marked. The student has it now." in page.locator("#messages").inner_text()
    page.goto(base + "/gradebook")
    assert page.locator("h1").inner_text().startswith("2 works")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download as a file").click()
    text = taken.value.path().read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 25
    assert rows[0][0] == "Student"


def test_a_student_writes_hands_in_and_sits_the_check_of_the_class(page, enter, product, axe):
    from tests.journeys.pages import fill, next_question

    enter(page, "student")
    page.goto(product.address + "/class")
    axe(page)
    page.get_by_role("link", name="A strategy that fits on one page").first.click()
    page.locator("#box-text").fill("Goal: forty more bookings a week by March.")
    page.locator("[data-saved-sign]", has_text="Saved").wait_for()
    page.reload()
    assert "forty more bookings" in page.locator("#box-text").input_value()
    axe(page)
    page.get_by_role("button", name="Hand it in").click()
    assert "Handed in" in page.locator("#messages").inner_text()
    page.goto(product.address + "/class")
    page.get_by_role("link", name="Check: strategy and goals").first.click()
    axe(page)
    page.get_by_role("button", name="Begin the check").click()
    for _place in range(10):
        page.locator("#question").wait_for()
        fill(page)
        next_question(page)
    page.goto(product.address + "/class/marks")
    assert re.search(r"Total: \d", page.locator("main").inner_text())
    axe(page)


def test_the_pages_of_a_class_hold_on_a_phone(phone, enter, product):
    from tests.journeys.pages import overflow

    enter(phone, "instructor")
    base = open_class(phone, product)
    for page in ("/gradebook", "/assignments", "/assignments/new", "/plan", "/read-out"):
        phone.goto(base + page)
        assert overflow(phone) <= 0, page
    enter(phone, "student")
    for page in ("/class", "/class/marks"):
        phone.goto(product.address + page)
        assert overflow(phone) <= 0, page


SCRIPT = """
import datetime as dt, json, os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whetstone.config.settings")
import django
django.setup()
from whetstone.apps.people import services as people, selectors
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.models import SchoolClass, User
from whetstone.apps.connect import handing_in, services as connect
from whetstone.apps.connect.models import Assignment, Submission
from whetstone.apps.learn import selectors as learning
act, code, password = sys.argv[1:4]
now = real_now()
if act == "school":
    school = people.create_workspace(organisation="Riverside", name="Riverside", kind="school",
                                     now=now, country="IE", time_zone="Europe/Dublin")
    user = User.objects.create_user("teacher@example.org", password, name="Orla")
    people.add_person(workspace_id=school.pk, name="Orla", rights=["instructor"], role_id="head",
                      user_id=user.pk, now=now)
if act == "join":
    group = SchoolClass.objects.get(join_code=code)
    for n in range(30):
        user = User.objects.create_user(f"s{n:02}@example.org", password, name=f"Student {n:02}")
        connect.join(school_class=group, user=user, name=user.name, now=now)
if act == "work":
    one = Assignment.objects.get(school_class__join_code=code)
    seated = selectors.students(one.school_class_id)
    for place, each in enumerate(seated[1:]):
        handing_in.submit(assignment_id=one.pk, person_id=each.id,
                          workspace_id=one.school_class.workspace_id,
                          text=f"Work {place}.", now=now)
if act == "mark":
    one = Assignment.objects.select_related("school_class").get(school_class__join_code=code)
    teacher = selectors.members(one.school_class.workspace_id, right="instructor")[0]
    task = learning.task(one.thing_id, workspace_id=one.school_class.workspace_id, on=now.date())
    rows = {row["id"]: [2, ""] for row in task.rubric}
    for each in Submission.objects.filter(assignment=one).exclude(person__name="Student 00"):
        handing_in.mark_work(submission_id=each.pk, assignment=one, rows=rows, words="",
                             actor_id=teacher.id, now=now)
"""


def run(product, act: str, code: str = "-") -> None:
    import os

    env = {**os.environ, "WHETSTONE_HOME": str(product.home)}
    if product.store:
        env["DATABASE_URL"] = product.store
    subprocess.run(
        [sys.executable, "-c", SCRIPT, act, code, PASSWORD], env=env, check=True, timeout=120
    )


def sign_in(page, product, address: str) -> None:
    page.context.clear_cookies()
    page.goto(product.address + "/account/login/")
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action*='login'] button[type=submit], main form button").first.click()
    page.wait_for_load_state()


def test_a_term_of_thirty_from_the_join_code_to_the_gradebook(page, product, axe):
    run(product, "school")
    sign_in(page, product, "teacher@example.org")
    page.goto(product.address + "/classes/new")
    axe(page)
    page.get_by_label("Name of the class").fill("Thirty")
    page.get_by_label("Last day of the term").fill("2099-12-18")
    page.get_by_label("Strategy that fits on one page").check()
    page.get_by_role("button", name="Start the class").click()
    code = re.sub(r"\W", "", page.locator(".joincode").inner_text())
    base = page.url.removesuffix("/read-out")
    axe(page)
    run(product, "join", code)
    page.get_by_role("link", name="Assign the first work").click()
    page.get_by_label("What", exact=True).select_option(label="A strategy that fits on one page")
    page.get_by_label("Opens on").fill("2020-01-01")
    page.get_by_label("Due on").fill("2099-12-01")
    page.get_by_role("button", name="Assign it").click()
    run(product, "work", code)
    sign_in(page, product, "s00@example.org")
    page.goto(product.address + "/class")
    page.get_by_role("link", name="A strategy that fits on one page").click()
    page.locator("#box-text").fill("My one page.")
    page.get_by_role("button", name="Hand it in").click()
    assert "Handed in" in page.locator("#messages").inner_text()
    run(product, "mark", code)
    sign_in(page, product, "teacher@example.org")
    page.goto(base + "/gradebook")
    assert page.locator("h1").inner_text().startswith("One work")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download as a file").click()
    rows = list(csv.reader(io.StringIO(taken.value.path().read_text("utf-8-sig"))))
    assert len(rows) == 31
    assert [row[2] for row in rows[1:]] == ["waits for a mark"] + ["50.0"] * 29
    assert rows[1][0] == "Student 00"
