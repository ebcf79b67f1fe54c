"""Addresses of checks, the profile, and the quality of the questions."""

from django.urls import path

from whetstone.apps.diagnose.views import booklets, checks, quality, secured, secured_sittings

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
    path("test-quality/booklet", booklets.booklet, name="booklet"),
    path("test-quality/<slug:slug>", quality.item, name="quality_item"),
    path("test-quality/<slug:slug>/word", quality.word, name="item_word"),
    path("secured", secured.pools, name="pools"),
    path("secured/<int:pool_id>", secured.pool, name="pool"),
    path("secured/<int:pool_id>/forms", secured.open_form, name="open_form"),
    path("secured/<int:pool_id>/questions", secured.write, name="write_secured"),
    path("secured/<int:pool_id>/file", secured.file, name="secured_file"),
    path("secured/<int:pool_id>/templates", secured.templates, name="secured_templates"),
    path("secured/<int:pool_id>/questions/<int:item_id>", secured.item, name="secured_item"),
    path(
        "secured/<int:pool_id>/questions/<int:item_id>/withdrawal",
        secured.withdrawal,
        name="secured_withdrawal",
    ),
    path("secured/forms/<int:form_id>", secured.form, name="secured_form"),
    path("secured/forms/<int:form_id>/invitations", secured.invite, name="secured_invite"),
    path("secured/forms/<int:form_id>/closure", secured.closure, name="secured_closure"),
    path("forms/<int:invitation_id>", secured_sittings.form, name="sit_form"),
    path("forms/<int:invitation_id>/question", secured_sittings.question, name="form_question"),
    path("forms/<int:invitation_id>/verdict", secured_sittings.verdict, name="form_verdict"),
]
