"""Addresses of checks, the profile, and the quality of the questions."""

from django.urls import path

from whetstone.apps.diagnose.views import checks, quality

app_name = "diagnose"
urlpatterns = [
    path("check", checks.begin, name="begin"),
    path("check/<int:attempt_id>", checks.question, name="question"),
    path("check/<int:attempt_id>/end", checks.end, name="end"),
    path("profile", checks.profile, name="profile"),
    path("profile/progress", checks.progress, name="progress"),
    path("profile/targets", checks.targets, name="targets"),
    path("profile/sharing", checks.sharing, name="sharing"),
    path("test-quality", quality.overview, name="test_quality"),
    path("test-quality/calibration", quality.calibration, name="calibration"),
    path("test-quality/<slug:slug>", quality.item, name="quality_item"),
    path("test-quality/<slug:slug>/word", quality.word, name="item_word"),
]
