"""Addresses of checks and the profile."""

from django.urls import path

from whetstone.apps.diagnose import views

app_name = "diagnose"
urlpatterns = [
    path("check", views.begin, name="begin"),
    path("check/<int:attempt_id>", views.question, name="question"),
    path("check/<int:attempt_id>/end", views.end, name="end"),
    path("profile", views.profile, name="profile"),
    path("profile/sharing", views.sharing, name="sharing"),
]
