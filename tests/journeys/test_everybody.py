"""An editor for everybody works the installation's inbox and sets up a watch for all."""

from __future__ import annotations

import pytest
from tests.journeys.pages import overflow
from tests.prepared import run

EDITOR = "edda@example.org"
PASSWORD = "correct horse battery"
SETTLE = """
import django; django.setup()
from whetstone.apps.people import services
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.models import User
from whetstone.apps.field import services as field
now = real_now()
if User.objects.filter(email="{email}").exists():
    raise SystemExit(0)
user = User.objects.create_user("{email}", "{password}")
here = services.create_workspace(organisation="Heron", name="Heron", now=now)
services.add_person(
    workspace_id=here.pk, name="Edda Editor", rights=("editor", "learner"), role_id="smm",
    user_id=user.pk, now=now,
)
services.let_edit_for_all(email="{email}", now=now)
field.notice(
    field.Noticed("watcher", "Reach leaves the feed, says the changelog.", "f" * 64,
                  claim_slug="clm-meta-feed-page-reach", network="meta"),
    workspace_id=None, now=now,
)
"""


@pytest.fixture
def edda(page, product):
    """Signed in as an editor for everybody, in a workspace that is no demo."""
    named = {
        "DJANGO_SETTINGS_MODULE": "whetstone.config.settings",
        "DATABASE_URL": product.store,
    }
    done = run(product.home, "-c", SETTLE.format(email=EDITOR, password=PASSWORD), **named)
    assert done.returncode == 0, done.stderr
    page.goto(product.address + "/account/login/")
    page.locator("input[name=login]").fill(EDITOR)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_load_state("networkidle")
    return page


def test_a_notice_of_the_installation_is_settled_and_a_watch_set_up(edda, product, axe):
    edda.goto(product.address + "/notices")
    axe(edda)
    edda.get_by_role("link", name="Reach leaves the feed, says the changelog.").click()
    edda.wait_for_load_state()
    assert "/everybody/notices/" in edda.url
    axe(edda)
    edda.get_by_role("button", name="Take this notice").click()
    edda.wait_for_load_state("networkidle")
    box = edda.locator(".step-act", has=edda.get_by_text("Dismiss: it still holds", exact=True))
    box.locator("summary").click()
    box.locator("textarea").fill("Read the changelog: not yet.")
    box.get_by_role("button", name="Dismiss").click()
    edda.wait_for_load_state("networkidle")
    assert "Dismissed" in edda.locator("main").inner_text()
    edda.goto(product.address + "/everybody/notices")
    axe(edda)
    edda.set_viewport_size({"width": 390, "height": 844})
    assert overflow(edda) <= 0
    edda.goto(product.address + "/everybody/watches")
    axe(edda)
    assert overflow(edda) <= 0
    edda.get_by_role("button", name="Take it into the list").first.click()
    edda.wait_for_load_state("networkidle")
    assert "One source, switched off." in edda.locator("h1").inner_text()
    edda.goto(product.address + "/watches")
    assert "watched for everybody on this installation" in edda.locator("main").inner_text()


def test_a_change_for_everybody_is_written_previewed_and_published(edda, product, axe):
    edda.goto(product.address + "/changes")
    edda.get_by_role("link", name="Changes for everybody").click()
    edda.wait_for_load_state()
    axe(edda)
    edda.get_by_role("link", name="Write down a change for everybody").first.click()
    edda.wait_for_load_state()
    axe(edda)
    edda.locator("[name=title]").fill("Hashtags are gone from the feed")
    edda.locator("[name=summary]").fill("The network no longer lists them.")
    edda.locator("[name=happened_on]").fill("2026-11-20")
    edda.locator("[name=source_title]").fill("The network's own notes")
    edda.locator("[name=effect]").select_option("creates")
    edda.locator("[name=new_statement]").fill("The feed lists no hashtags.")
    edda.get_by_role("button", name="Write it down and see its ripple").click()
    edda.wait_for_load_state("networkidle")
    assert "/everybody/changes/desk-" in edda.url
    assert "Nothing has changed yet." in edda.locator("main").inner_text()
    change = edda.url
    axe(edda)
    edda.set_viewport_size({"width": 390, "height": 844})
    assert overflow(edda) <= 0
    edda.get_by_role("button", name="Publish for everybody").click()
    edda.wait_for_load_state("networkidle")
    known_again(edda, change)
    assert "Published for everybody" in edda.locator("main").inner_text()
    assert edda.get_by_role("button", name="Publish for everybody").count() == 0
    undone(edda, axe)
    edda.goto(product.address + "/everybody/claims/new")
    axe(edda)
    assert overflow(edda) <= 0


def known_again(edda, change):
    """The act asks for the password, and is done when it is given."""
    assert "reauthenticate" in edda.url
    edda.locator("input[name=password]").fill(PASSWORD)
    edda.locator("input[name=password]").press("Enter")
    edda.wait_for_load_state("networkidle")
    assert edda.url == change


def undone(edda, axe):
    """What was just published is undone for everybody, at 390 and at 1280; the list says so."""
    change = edda.url
    assert "Counts no longer" in edda.locator("main").inner_text()
    for width in (390, 1280):
        edda.set_viewport_size({"width": width, "height": 844})
        axe(edda)
        assert overflow(edda) <= 0
    edda.get_by_role("button", name="Undo for everybody").click()
    edda.wait_for_load_state("networkidle")
    assert edda.url == change, "the password was given again a moment ago"
    assert "Undone for everybody" in edda.locator("main").inner_text()
    assert edda.get_by_role("button", name="Publish for everybody").count() == 1
    axe(edda)
    edda.set_viewport_size({"width": 390, "height": 844})
    assert overflow(edda) <= 0
    edda.goto(change.rpartition("/")[0])
    assert edda.get_by_role("heading", name="Undone for everybody").count() == 1
    axe(edda)
    assert overflow(edda) <= 0
