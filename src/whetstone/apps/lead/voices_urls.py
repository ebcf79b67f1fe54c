"""Addresses of what customers say."""

from django.urls import path

from whetstone.apps.lead import voices_theme_views as themes
from whetstone.apps.lead import voices_views as views

FILE = "lead/voices/files/<int:file_id>"
THEME = "lead/voices/themes/<int:theme_id>"
MESSAGE = "lead/voices/messages/<int:message_id>"
urlpatterns = [
    path("lead/voices", views.voices, name="voices"),
    path("lead/voices/new", views.bring, name="voices_bring"),
    path("lead/voices/keeping", views.keeping, name="voices_keeping"),
    path("lead/voices/rest", themes.rest, name="voices_rest"),
    path(FILE, views.file, name="voices_file"),
    path(f"{FILE}/taking", views.taking, name="voices_taking"),
    path(f"{FILE}/dropping", views.dropping, name="voices_dropping"),
    path("lead/voices/themes/new", themes.new, name="voices_theme_new"),
    path(THEME, themes.theme, name="voices_theme"),
    path(f"{THEME}/change", themes.change, name="voices_theme_change"),
    path(f"{THEME}/merging", themes.merging, name="voices_theme_merging"),
    path(f"{THEME}/closing", themes.closing, name="voices_theme_closing"),
    path(f"{THEME}/route", themes.route, name="voices_route"),
    path("lead/voices/routes/<int:route_id>/fate", themes.fate, name="voices_fate"),
    path(f"{MESSAGE}/theme", themes.moving, name="voices_moving"),
    path(f"{MESSAGE}/leaving-out", themes.leaving_out, name="voices_leaving_out"),
    path(f"{MESSAGE}/quote", themes.quote, name="voices_quote"),
]
