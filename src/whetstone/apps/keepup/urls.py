"""Addresses of changes and claims."""

from django.urls import path

from whetstone.apps.keepup.views import changes as views
from whetstone.apps.keepup.views import how_current

app_name = "keepup"
urlpatterns = [
    path("changes", views.changes, name="changes"),
    path("changes/<slug:slug>", views.change, name="change"),
    path("changes/<slug:slug>/publication", views.publication, name="publication"),
    path("changes/<slug:slug>/reversal", views.reversal, name="reversal"),
    path("claims/<slug:slug>", views.claim, name="claim"),
    path("notices", views.notices, name="notices"),
    path("how-current", how_current.how_current, name="how_current"),
    path("how-current.json", how_current.how_current_json, name="how_current_json"),
    path("current", how_current.current, name="current"),
    path("current.json", how_current.current_json, name="current_json"),
]
