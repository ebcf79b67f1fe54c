"""Addresses of changes and claims."""

from django.urls import path

from whetstone.apps.keepup.views import changes as views
from whetstone.apps.keepup.views import digests

app_name = "keepup"
urlpatterns = [
    path("changes", views.changes, name="changes"),
    path("changes/<slug:slug>", views.change, name="change"),
    path("changes/<slug:slug>/publication", views.publication, name="publication"),
    path("changes/<slug:slug>/reversal", views.reversal, name="reversal"),
    path("claims/<slug:slug>", views.claim, name="claim"),
    path("notices", views.notices, name="notices"),
    path("digest", digests.digest, name="digest"),
    path("digest/choice", digests.choice, name="digest_choice"),
    path("digest/unsubscribe/<str:token>", digests.unsubscribe, name="unsubscribe"),
]
