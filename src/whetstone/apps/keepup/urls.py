"""Addresses of this room."""

app_name = "keepup"
urlpatterns: list[object] = []
