"""Addresses of the audience's pages."""

from django.urls import path

from whetstone.apps.plan import audience_views as views

urlpatterns = [
    path("plan/audience", views.audience, name="audience"),
    path("plan/audience/segments", views.segments, name="segments"),
    path("plan/audience/segments/<int:number>/removal", views.removal, name="segment_removal"),
    path("plan/audience/survey", views.survey, name="survey"),
    path("plan/audience/source", views.source, name="audience_source"),
    path("plan/audience/engagers", views.engagers, name="engagers"),
    path("plan/audience/engagers/tables", views.engager_tables, name="engager_tables"),
]
