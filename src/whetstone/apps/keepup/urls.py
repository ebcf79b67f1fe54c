"""Addresses of changes and claims."""

from django.urls import path

from whetstone.apps.keepup.views import changes as views
from whetstone.apps.keepup.views import packs

app_name = "keepup"
urlpatterns = [
    path("changes", views.changes, name="changes"),
    path("changes/<slug:slug>", views.change, name="change"),
    path("changes/<slug:slug>/publication", views.publication, name="publication"),
    path("changes/<slug:slug>/reversal", views.reversal, name="reversal"),
    path("claims/<slug:slug>", views.claim, name="claim"),
    path("notices", views.notices, name="notices"),
    path("packs", packs.packs, name="packs"),
    path("packs/export", packs.export, name="pack_export"),
    path("packs/received", packs.reception, name="pack_reception"),
    path("packs/keys", packs.trust, name="key_trust"),
    path("packs/keys/<slug:mark>/withdrawal", packs.withdrawal, name="key_withdrawal"),
    path("packs/<slug:digest>", packs.pack, name="pack"),
    path("packs/<slug:digest>/decisions", packs.decisions, name="pack_decisions"),
]
