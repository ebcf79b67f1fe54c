"""Addresses of this room."""

app_name = "lead"
urlpatterns: list[object] = []
