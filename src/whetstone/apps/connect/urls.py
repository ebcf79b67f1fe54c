"""Addresses of this room."""

app_name = "connect"
urlpatterns: list[object] = []
