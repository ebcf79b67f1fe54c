"""The school's syllabus of last term and of this one, audited through the service people use."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Final

from whetstone.apps.keepup import services as keepup
from whetstone.config.demo.cast import DEMO_NOW
from whetstone.formats.syllabi import read

if TYPE_CHECKING:
    from whetstone.core.freshness.document import Document

TITLE: Final = "Social media practice"
ROLE: Final = "stud"
SPRING: Final = dt.datetime(2026, 2, 2, 10, 0, tzinfo=dt.UTC)
CATALOGUED: Final = dt.datetime(2026, 11, 18, 11, 5, tzinfo=dt.UTC)
AUTUMN: Final = dt.datetime(2026, 11, 19, 15, 40, tzinfo=dt.UTC)
HEAD: Final = """# Social media practice

Lough Owel Institute. Contact hours: 24

## Learning outcomes

Students will be able to:

- explain why a business sets goals before it posts
- describe a target audience from survey data
- write posts with one call to action for two networks
- design a content calendar for four weeks
- calculate an engagement rate and name its denominator
"""
LAST: Final = """
## Weekly schedule

| Week | Topic |
|---|---|
| 1 | Business goals and SMART objectives |
| 2 | Personas and segmentation |
| 3 | Choosing networks |
| 4 | Copywriting for social networks |
| 5 | Short-form video |
| 6 | Instagram Stories: swipe-up links for accounts over 10,000 followers |
| 7 | LinkedIn Stories |
| 8 | The content calendar |
| 9 | Boosting posts and Ads Manager |
| 10 | Metrics and dashboards |

## Optional

- Influencer marketing
"""
THIS: Final = """- draft a holding statement for a small crisis
- check facts and rights before a draft made with generative AI is published

## Weekly schedule

| Week | Topic |
|---|---|
| 1 | Business goals and SMART objectives |
| 2 | Personas and segmentation |
| 3 | Social listening |
| 4 | Choosing networks |
| 5 | Copywriting for social networks |
| 6 | Short-form video, alt text and captions |
| 7 | Instagram Stories, and carousels of up to 10 images on Instagram |
| 8 | The content calendar and who approves what |
| 9 | Boosting posts and Ads Manager |
| 10 | Metrics, and what chance can do |
| 11 | Crisis communication |
| 12 | A guest from the lifeboat crew |

## Optional

- Influencer marketing and disclosure
- Copyright and user-generated content
"""
CATALOGUE: Final = """programme,course,required
Business,Principles of marketing,required
Business,Digital marketing,elective
Marketing,Consumer behaviour,required
Marketing,Social media practice,required
Marketing,Search engine and e-mail marketing,elective
Tourism and hospitality,Selling a place,required
Tourism and hospitality,Online booking and digital marketing,required
Agri-food,Markets and prices,required
Agri-food,Farm shop accounting,elective
Arts management,Audiences and programmes,required
Arts management,Social media for venues,elective
Sport management,Sponsorship,required
"""
"""The institute's catalogue, invented."""
CORRECTED: Final = "lifeboat crew"
MEANT: Final = "CRI-4"


def make(workspace_id: int, teacher_id: int) -> None:
    """Two audits of one course, one of the catalogue, and one match that the teacher corrected."""
    terms = ((HEAD + LAST, "spring 2026", SPRING), (HEAD + THIS, "autumn 2026", AUTUMN))
    for text, term, now in terms:
        audit_id = keepup.start_audit(
            workspace_id=workspace_id,
            person_id=teacher_id,
            title=TITLE,
            term=term,
            role_id=ROLE,
            files=[_file(text, term)],
            now=now,
            today=now.date(),
        )
    keepup.start_audit(
        workspace_id=workspace_id,
        person_id=teacher_id,
        title="Catalogue of the institute",
        term="2026/27",
        role_id="",
        files=[_file(CATALOGUE, "catalogue", kind="csv")],
        now=CATALOGUED,
        today=CATALOGUED.date(),
    )
    keepup.correct(
        workspace_id=workspace_id,
        audit_id=audit_id,
        person_id=teacher_id,
        phrase=CORRECTED,
        skill=MEANT,
        verdict="yes",
        level=1,
        now=DEMO_NOW - dt.timedelta(days=3),
    )


def _file(text: str, term: str, *, kind: str = "md") -> tuple[Document, str]:
    data = text.encode()
    name = f"social-media-practice-{term.replace(' ', '-')}.{kind}"
    return read(name, data), hashlib.sha256(data).hexdigest()
