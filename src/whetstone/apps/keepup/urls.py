"""Addresses of changes and claims."""

from django.urls import path

from whetstone.apps.keepup.views import changes as views
from whetstone.apps.keepup.views import watches

app_name = "keepup"
urlpatterns = [
    path("changes", views.changes, name="changes"),
    path("changes/<slug:slug>", views.change, name="change"),
    path("changes/<slug:slug>/publication", views.publication, name="publication"),
    path("changes/<slug:slug>/reversal", views.reversal, name="reversal"),
    path("claims/<slug:slug>", views.claim, name="claim"),
    path("notices", views.notices, name="notices"),
    path("watches", watches.watches, name="watches"),
    path("watches/new", watches.new_watch, name="new_watch"),
    path("watches/suggested/<slug:slug>", watches.suggestion, name="suggested_watch"),
    path("watches/<int:watch_id>", watches.watch, name="watch"),
    path("watches/<int:watch_id>/activation", watches.activation, name="watch_activation"),
    path("watches/<int:watch_id>/pause", watches.pause, name="watch_pause"),
    path("watches/<int:watch_id>/schedule", watches.schedule, name="watch_schedule"),
    path("watches/<int:watch_id>/removal", watches.removal, name="watch_removal"),
    path("watches/<int:watch_id>/looks", watches.looks, name="watch_looks"),
    path(
        "watches/<int:watch_id>/sightings/<int:sighting_id>/notice",
        watches.offer,
        name="watch_offer",
    ),
]
