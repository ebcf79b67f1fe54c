"""What 1EdTech's own schema asks of every badge, held against ours without a network.

The schema of the AchievementCredential (repository 1EdTech/openbadges-specification,
docs/schema/achievementcredential.json) was read for its rules; they stand here in our words. Its
text is not copied: nothing beside it says that it may be. It still names the dates of the first
data model; the second calls issuanceDate validFrom and expirationDate validUntil.
"""

from __future__ import annotations

import copy
import datetime as dt
import re

import pytest
from tests.formats.badges.test_checking import badge, seal

from whetstone.formats.badges.credential import unsigned

REQUIRED = {
    "": {"@context", "id", "type", "name", "credentialSubject", "issuer", "validFrom"},
    "issuer": {"id", "type"},
    "credentialSubject": {"type", "achievement"},
    "credentialSubject.identifier": {"type", "hashed", "identityHash", "identityType"},
    "credentialSubject.achievement": {"id", "type", "criteria", "description", "name"},
    "credentialSubject.achievement.alignment": {"type", "targetName", "targetUrl"},
    "credentialSubject.achievement.resultDescription": {"id", "type", "name", "resultType"},
    "credentialSubject.result": {"type"},
    "evidence": {"type"},
    "credentialStatus": {"id", "type"},
    "refreshService": {"id", "type"},
    "proof": {"type"},
}
CLOSED = {"credentialSubject.identifier": {"salt"}}
"""Where nothing beyond what is required and this may stand."""
LISTS = {
    "@context", "evidence", "credentialSubject.identifier", "credentialSubject.result",
    "credentialSubject.achievement.alignment",
    "credentialSubject.achievement.resultDescription",
}  # fmt: skip
KINDS = {"Certificate", "CertificateOfCompletion", "Certification", "Competency", "Course"}
TARGETS = {"ceasn:Competency", "ceterms:Credential", "CFItem", "CFRubric", "CTDL"}
EXTENSION = re.compile(r"ext:[a-zA-Z0-9._-]+")


@pytest.fixture(scope="module")
def ours():
    return seal(unsigned(badge()))


def at(document, path):
    """Every thing at a path; of a list, each."""
    found = [document]
    for name in path.split(".") if path else ():
        found = [one[name] for one in found if name in one]
        found = [one for some in found for one in (some if isinstance(some, list) else [some])]
    return found


def missing(document):
    """Every (part, word) that is required and is not there, or is there and may not be."""
    found = []
    for path, words in REQUIRED.items():
        for one in at(document, path):
            found += [(path, word) for word in sorted(words - one.keys())]
            more = CLOSED.get(path)
            found += [(path, w) for w in sorted(one.keys() - words - more)] if more else []
    return found


def test_a_badge_has_every_part_that_the_standard_requires(ours):
    assert missing(ours) == []
    for path in REQUIRED:
        assert at(ours, path), f"{path} is not there, so nothing was held against it"


def test_what_has_to_be_a_list_is_one(ours):
    for path in LISTS:
        *above, name = path.split(".")
        for one in at(ours, ".".join(above)):
            assert isinstance(one[name], list), path
            assert one[name], path
    assert isinstance(ours["proof"], list), "as this product promises; the standard allows either"


def test_kinds_are_of_the_standard_or_extensions_as_it_spells_them(ours):
    subject = ours["credentialSubject"]["achievement"]
    assert subject["achievementType"] in KINDS or EXTENSION.fullmatch(subject["achievementType"])
    for one in subject["alignment"]:
        assert one["targetType"] in TARGETS or EXTENSION.fullmatch(one["targetType"])


def test_days_say_their_zone(ours):
    for name in ("validFrom", "validUntil"):
        assert dt.datetime.fromisoformat(ours[name]).utcoffset() is not None


@pytest.mark.parametrize("path", sorted(REQUIRED))
def test_the_check_sees_each_part_that_lacks_something(ours, path):
    bare = copy.deepcopy(ours)
    word = max(REQUIRED[path])
    at(bare, path)[0].pop(word)
    assert (path, word) in missing(bare)
