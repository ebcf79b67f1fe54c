"""The key that signs certificates stays at home; former ones still count, stolen ones do not."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.learn import badge_keys
from whetstone.core.kernel.errors import Refused
from whetstone.formats.badges.multikey import multikey

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.HOME = tmp_path
    return tmp_path


def letters(keys):
    return [multikey(key) for key in keys]


def test_it_is_made_once_and_read_by_its_owner_only(home):
    first, again = badge_keys.signing_key(), badge_keys.signing_key()
    assert letters([first.public_key()]) == letters([again.public_key()])
    assert (home / badge_keys.KEY).stat().st_mode & 0o077 == 0


def test_the_demo_signs_with_a_key_of_its_own():
    own, demo = badge_keys.public_keys(), badge_keys.public_keys(is_demo=True)
    assert not {*letters(own)} & {*letters(demo)}


def test_after_a_change_of_keys_the_former_ones_still_count_the_newest_first(home):
    first = badge_keys.signing_key().public_key()
    second = badge_keys.rotate(now=NOW)
    third = badge_keys.rotate(now=NOW)
    assert letters(badge_keys.public_keys()) == letters([third, second, first])
    assert "PRIVATE" not in (home / badge_keys.FORMER).read_text()
    assert sorted(one.name for one in home.iterdir()) == [badge_keys.FORMER, badge_keys.KEY]


def test_a_stolen_key_counts_no_more():
    stolen = badge_keys.signing_key().public_key()
    badge_keys.rotate(now=NOW, is_stolen=True)
    assert letters([stolen])[0] not in letters(badge_keys.public_keys())


def test_a_file_that_holds_no_key_is_never_replaced_in_silence(home):
    (home / badge_keys.KEY).write_text("no key")
    with pytest.raises(Refused, match="holds no private key"):
        badge_keys.signing_key()
    assert (home / badge_keys.KEY).read_text() == "no key"


def test_a_list_of_former_keys_that_was_damaged_is_refused(home):
    (home / badge_keys.FORMER).write_text("zzz 2026-01-01\n")
    with pytest.raises(Refused, match="no key"):
        badge_keys.public_keys()
