"""A student takes what they learned to a firm: their own work and a record go with the account."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.journeys.pages import overflow
from tests.journeys.test_a_term import PASSWORD, sign_in

ADDRESS, WORDS = "graduate@example.org", "Forty more bookings a week by March."
SCRIPT = """
import datetime as dt, os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whetstone.config.settings")
import django
django.setup()
from whetstone.apps.connect import services as connect
from whetstone.apps.connect.models import Assignment
from whetstone.apps.field import selectors as field
from whetstone.apps.learn import services as learn
from whetstone.apps.learn.models import Course
from whetstone.apps.people import codes, services as people
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.models import User
address, password = sys.argv[1:3]
now = real_now()
common = {"now": now, "country": "IE", "time_zone": "Europe/Dublin"}
school = people.create_workspace(organisation="Lakeside", name="Lakeside", kind="school", **common)
room = people.start_class(workspace_id=school.pk, name="Spring", edition=field.edition_name(),
                          ends_on=now.date() + dt.timedelta(days=60), now=now)
user = User.objects.create_user(address, password, name="Gia Grad")
gia = connect.join(school_class=room, user=user, name=user.name, now=now)
Assignment.objects.create(
    school_class=room, kind="task", thing_id="task-one-page-strategy", title="One page",
    made_at=now, opens_at=now - dt.timedelta(days=1), due_at=now + dt.timedelta(days=30))
for slug in Course.objects.get(slug="str-101").payload["lessons"]:
    learn.start_lesson(person_id=gia.pk, slug=slug, now=now)
    learn.finish_lesson(person_id=gia.pk, workspace_id=school.pk, slug=slug, now=now)
firm = people.create_workspace(organisation="Harbour", name="Harbour", **common)
lead = User.objects.create_user("head@harbour.example.org", password, name="Hugo Head")
people.add_person(workspace_id=firm.pk, name="Hugo Head", rights=["lead", "admin"],
                  role_id="head", user_id=lead.pk, now=now)
print(codes.change(workspace_id=firm.pk, actor_id=None, now=now).code)
"""


def prepared(product) -> str:
    """A class and a firm; the firm's code."""
    env = {**os.environ, "WHETSTONE_HOME": str(product.home)}
    if product.store:
        env["DATABASE_URL"] = product.store
    command = [sys.executable, "-c", SCRIPT, ADDRESS, PASSWORD]
    done = subprocess.run(
        command, env=env, check=True, timeout=120, capture_output=True, text=True
    )
    return done.stdout.split()[-1]


def test_a_student_takes_their_record_and_their_work_to_a_firm(page, product, axe):
    code = prepared(product)
    sign_in(page, product, ADDRESS)
    page.goto(product.address + "/class")
    page.get_by_role("link", name="One page").click()
    page.locator("#box-text").fill(WORDS)
    page.get_by_role("button", name="Hand it in").click()
    assert "Handed in" in page.locator("#messages").inner_text()

    page.goto(product.address + "/come-in")
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="Go on").click()
    axe(page)
    page.get_by_role("button", name="Take my place").click()
    page.wait_for_load_state()
    assert "Harbour" in page.locator("body").inner_text()

    page.goto(product.address + "/certificates")
    page.locator("main a[href='/kept']").first.click()
    said = page.locator("main").inner_text()
    assert "Lakeside" in said
    axe(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download what you wrote there").click()
    assert WORDS in taken.value.path().read_text("utf-8-sig")
    page.set_viewport_size({"width": 390, "height": 800})
    assert overflow(page) <= 0
    record = page.locator("main li a[href^='/certificates/']").get_attribute("href")

    page.context.clear_cookies()
    page.goto(product.address + record)
    assert "Gia" not in page.locator("main").inner_text()
    sign_in(page, product, "head@harbour.example.org")
    for path in ("/people", "/lead", "/lead/words", "/log"):
        page.goto(product.address + path)
        seen = page.locator("main").inner_text()
        assert "Lakeside" not in seen, path
        assert WORDS not in seen, path
