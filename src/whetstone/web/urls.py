"""Addresses of the pages that belong to no room."""

from __future__ import annotations

from django.urls import path

from whetstone.web import views

app_name = "web"
urlpatterns = [path("design", views.design, name="design")]
