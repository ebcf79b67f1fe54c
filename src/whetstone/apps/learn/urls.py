"""Addresses of this room."""

app_name = "learn"
urlpatterns: list[object] = []
