"""Addresses of this room."""

from django.urls import path

from whetstone.apps.lead import views

app_name = "lead"
urlpatterns = [
    path("lead", views.brief, name="brief"),
    path("lead/briefs", views.freeze, name="freeze"),
    path("lead/briefs/<int:brief_id>", views.frozen, name="frozen"),
    path("lead/briefs/<int:brief_id>/decisions", views.decisions, name="decisions"),
    path("lead/decisions", views.take, name="take"),
    path("lead/requirements", views.requirements, name="requirements"),
]
