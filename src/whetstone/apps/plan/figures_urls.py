"""Addresses of the networks' figures."""

from django.urls import path

from whetstone.apps.plan import figures_views as views

urlpatterns = [
    path("plan/figures", views.have, name="have"),
    path("plan/figures/new", views.bring, name="bring"),
    path("plan/figures/posts", views.posts, name="posts"),
    path("plan/figures/posts/campaign", views.assigning, name="assigning"),
    path("plan/figures/<int:upload_id>", views.upload, name="upload"),
    path("plan/figures/<int:upload_id>/answers", views.answers, name="upload_answers"),
    path("plan/figures/<int:upload_id>/faults", views.faults, name="upload_faults"),
    path("plan/figures/<int:upload_id>/taking", views.taking, name="upload_taking"),
    path("plan/figures/<int:upload_id>/dropping", views.dropping, name="upload_dropping"),
    path("plan/figures/<int:upload_id>/erasure", views.erasure, name="upload_erasure"),
]
