"""Addresses of this room."""

from django.urls import path

from whetstone.apps.lead import (
    brief_views,
    cover_views,
    effect_urls,
    outward_views,
    programme_views,
    table_urls,
    views,
    voices_urls,
    week_views,
)

app_name = "lead"
urlpatterns = [
    path("lead", views.brief, name="brief"),
    path("lead/brief", brief_views.draft, name="brief_draft"),
    path("lead/brief/words", brief_views.words, name="brief_words"),
    path("lead/brief/signing", brief_views.sign, name="brief_sign"),
    path("lead/brief/brief.pdf", brief_views.draft_pdf, name="brief_draft_pdf"),
    path("lead/briefs/<int:brief_id>/signed", brief_views.signed, name="brief_signed"),
    path("lead/briefs/<int:brief_id>/brief.pdf", brief_views.signed_pdf, name="brief_pdf"),
    path("lead/words", views.words, name="words"),
    path("lead/cover", cover_views.cover, name="cover"),
    path("lead/programme", programme_views.page, name="programme"),
    path("lead/programme.csv", programme_views.as_file, name="programme_file"),
    path("lead/week", week_views.week, name="week"),
    path("lead/week/budget", week_views.budget, name="budget"),
    path("lead/week/<uuid:uid>/another-time", week_views.ask_back, name="ask_back"),
    path("sent", outward_views.sent, name="sent"),
    path("sent/<int:link_id>/end", outward_views.end, name="link_end"),
    path("shared/<str:token>", outward_views.shared, name="shared"),
    path("lead/briefs", views.freeze, name="freeze"),
    path("lead/briefs/<int:brief_id>", views.frozen, name="frozen"),
    path("lead/briefs/<int:brief_id>/decisions", views.decisions, name="decisions"),
    path("lead/decisions", views.take, name="take"),
    *effect_urls.urlpatterns,
    path("lead/requirements", views.requirements, name="requirements"),
    *table_urls.urlpatterns,
    *voices_urls.urlpatterns,
]
