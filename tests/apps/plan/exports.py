"""Exports as the networks write them, with invented posts."""

from __future__ import annotations

import csv
import datetime as dt
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from whetstone.apps.plan import figures_selectors, figures_staging, figures_taking
from whetstone.apps.plan.figures_models import NetworkPost, Upload

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
INSTAGRAM = (
    "Post ID", "Account ID", "Account username", "Account name", "Description", "Duration (sec)",
    "Publish time", "Permalink", "Post type", "Data comment", "Date", "Views", "Reach", "Likes",
    "Shares", "Follows", "Comments", "Saves",
)  # fmt: skip
LOS_ANGELES = {"zone": "America/Los_Angeles"}


def post(n: int, *, views="145", reach="75", likes="10", text=None, on="11/02/2026 10:00",
         post_id=None):  # fmt: skip
    """A row of Meta's file of Instagram posts."""
    return (
        post_id or f"179603200528{n:05d}", "17841461342735919", "marram", "Marram",
        f"Post {n} #repair" if text is None else text, "0", on,
        f"https://www.instagram.com/p/DHp{n}/", "IG image", "", "Lifetime", views, reach, likes,
        "1", "0", "2", "",
    )  # fmt: skip


def instagram(*rows) -> bytes:
    """Meta's file of Instagram posts."""
    return as_csv(INSTAGRAM, *rows)


def as_csv(*rows) -> bytes:
    """Rows as a CSV file with the mark of UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def look(workspace, data: bytes, *, name="posts.csv", seen_on=TODAY, options=LOS_ANGELES,
         actor_id=None) -> Upload:  # fmt: skip
    """A file that is uploaded and read, its zone said."""
    made = figures_staging.upload(
        workspace_id=workspace.pk, name=name, chunks=[data], seen_on=seen_on, actor_id=actor_id,
        now=NOW,
    )  # fmt: skip
    if options:
        Upload.objects.filter(pk=made.pk).update(options=options)
    figures_staging.read(made.pk, clock=lambda: NOW)
    made.refresh_from_db()
    return made


def take(workspace, data: bytes, **more) -> Upload:
    """A file that is read and taken, refused rows left out."""
    made = look(workspace, data, **more)
    assert made.state == Upload.State.READY, (made.state, made.report)
    figures_taking.begin(
        upload_id=made.pk, workspace_id=workspace.pk, without_refused=True, now=NOW
    )
    figures_taking.take(made.pk, now=NOW)
    made.refresh_from_db()
    return made


def held(workspace) -> dict:
    """What holds of every post."""
    return {
        one.post_id[-2:]: one.figures for one in NetworkPost.objects.filter(workspace=workspace)
    }


def as_file(data: bytes, name="posts.csv"):
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, data)


def had(workspace):
    """What there is of each network."""
    return {one.network: one for one in figures_selectors.have(workspace.pk)}
