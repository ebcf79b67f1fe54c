"""Addresses of this room."""

from django.urls import path

from whetstone.apps.lead import outward_views, views, voices_urls, week_views

app_name = "lead"
urlpatterns = [
    path("lead", views.brief, name="brief"),
    path("lead/words", views.words, name="words"),
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
    path("lead/requirements", views.requirements, name="requirements"),
    *voices_urls.urlpatterns,
]
