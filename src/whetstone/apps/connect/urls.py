"""Addresses of this room."""

from django.urls import path

from whetstone.apps.connect import views

app_name = "connect"
urlpatterns = [
    path("classes", views.classes, name="classes"),
    path("classes/<int:class_id>", views.school_class, name="school_class"),
    path("join", views.join, name="join"),
]
