"""Addresses of changes and claims."""

from django.urls import path

from whetstone.apps.keepup.views import changes as views
from whetstone.apps.keepup.views import claims, drills, near_misses, notices, writing

app_name = "keepup"
urlpatterns = [
    path("changes", views.changes, name="changes"),
    path("changes/new", writing.new_change, name="new_change"),
    path("changes/<slug:slug>", views.change, name="change"),
    path("changes/<slug:slug>/publication", views.publication, name="publication"),
    path("changes/<slug:slug>/reversal", views.reversal, name="reversal"),
    path("claims", claims.claims, name="claims"),
    path("claims/new", writing.new_claim, name="new_claim"),
    path("claims/review", claims.review, name="review"),
    path("claims/<slug:slug>", claims.claim, name="claim"),
    path("claims/<slug:slug>/verification", claims.verification, name="verification"),
    path("claims/<slug:slug>/doubt", claims.doubt, name="doubt"),
    path("claims/<slug:slug>/settlement", claims.settlement, name="settlement"),
    path("claims/<slug:slug>/override", claims.override, name="override"),
    path("claims/<slug:slug>/return", claims.taking_back, name="taking_back"),
    path("notices", notices.notices, name="notices"),
    path("notices/mine", notices.mine, name="my_notices"),
    path("notices/<int:notice_id>", notices.notice, name="notice"),
    path("notices/<int:notice_id>/owner", notices.owner, name="notice_owner"),
    path("notices/<int:notice_id>/adoption", notices.adoption, name="notice_adoption"),
    path("notices/<int:notice_id>/severity", notices.severity, name="notice_severity"),
    path("notices/<int:notice_id>/confirmation", notices.confirmation, name="notice_confirmation"),
    path("notices/<int:notice_id>/change", notices.link, name="notice_change"),
    path("notices/<int:notice_id>/doubt", notices.doubt, name="notice_doubt"),
    path("notices/<int:notice_id>/dismissal", notices.dismissal, name="notice_dismissal"),
    path("notices/<int:notice_id>/repair", notices.repair, name="notice_repair"),
    path("notices/<int:notice_id>/closing", notices.closing, name="notice_closing"),
    path("notices/<int:notice_id>/reopening", notices.reopening, name="notice_reopening"),
    path("notices/<int:notice_id>/note", notices.note, name="notice_note"),
    path("near-misses", near_misses.near_misses, name="near_misses"),
    path("near-misses/<int:near_miss_id>", near_misses.near_miss, name="near_miss"),
    path(
        "near-misses/<int:near_miss_id>/notice",
        near_misses.into_the_inbox,
        name="near_miss_notice",
    ),
    path("near-misses/<int:near_miss_id>/rest", near_misses.rest, name="near_miss_rest"),
    path("near-misses/<int:near_miss_id>/question", near_misses.question, name="draft_question"),
    path(
        "near-misses/<int:near_miss_id>/question.yaml",
        near_misses.question_file,
        name="question_file",
    ),
    path("near-misses/<int:near_miss_id>/drill", drills.new_drill, name="new_drill"),
    path("near-misses/drills/<int:drill_id>", drills.drill, name="drill"),
    path("near-misses/drills/<int:drill_id>/runs/<int:run_id>", drills.run, name="drill_run"),
]
