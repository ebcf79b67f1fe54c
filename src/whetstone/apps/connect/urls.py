"""Addresses of this room."""

from django.urls import path

from whetstone.apps.connect import views

app_name = "connect"
urlpatterns = [
    path("classes", views.classes, name="classes"),
    path("classes/<int:class_id>", views.school_class, name="school_class"),
    path("classes/<int:class_id>/adoptions", views.adoption, name="adoption"),
    path("classes/<int:class_id>/term-end", views.term_end, name="term_end"),
    path("join", views.join, name="join"),
]
