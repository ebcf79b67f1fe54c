"""Addresses of changes and claims."""

from django.urls import path

from whetstone.apps.keepup.views import changes as views
from whetstone.apps.keepup.views import claims, how_current, watches, writing

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
    path("notices", views.notices, name="notices"),
    path("how-current", how_current.how_current, name="how_current"),
    path("how-current.json", how_current.how_current_json, name="how_current_json"),
    path("current", how_current.current, name="current"),
    path("current.json", how_current.current_json, name="current_json"),
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
