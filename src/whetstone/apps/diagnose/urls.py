"""Addresses of this room."""

app_name = "diagnose"
urlpatterns: list[object] = []
