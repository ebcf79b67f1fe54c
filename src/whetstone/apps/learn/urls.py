"""Addresses of this room."""

from django.urls import path

from whetstone.apps.learn.views import (
    calendars,
    cards,
    certificates,
    library,
    reader,
    refreshers,
    today,
    week,
)

app_name = "learn"
urlpatterns = [
    path("today", today.today, name="today"),
    path("week", week.week, name="week"),
    path("week/bookings", week.place, name="bookings"),
    path("week/bookings/<uuid:uid>/move", week.move, name="move"),
    path("week/bookings/<uuid:uid>/cancellation", week.cancel, name="cancellation"),
    path("week/bookings/<uuid:uid>/mark", week.mark, name="mark"),
    path("calendar", calendars.calendar, name="calendar"),
    path("calendar/renewal", calendars.renewal, name="feed_renewal"),
    path("calendar/removal", calendars.forget, name="busy_removal"),
    path("calendar.ics", calendars.download, name="download"),
    path("calendar/<str:token>.ics", calendars.feed, name="feed"),
    path("courses", library.courses, name="courses"),
    path("courses/<slug:slug>", library.syllabus, name="syllabus"),
    path("glossary", library.glossary, name="glossary"),
    path("guides", library.guides, name="guides"),
    path("guides/<slug:slug>", library.guide, name="guide"),
    path("about-the-curriculum", library.about, name="about"),
    path("search", library.search, name="search"),
    path("lessons/<slug:slug>/print", library.lesson_print, name="lesson_print"),
    path("lessons", reader.lessons, name="lessons"),
    path("lessons/<slug:slug>", reader.lesson, name="lesson"),
    path("lessons/<slug:slug>/practice", reader.practice, name="practice"),
    path("lessons/<slug:slug>/work", reader.work, name="work"),
    path("lessons/<slug:slug>/finish", reader.finish, name="finish"),
    path("tasks/<slug:slug>", reader.task, name="task"),
    path("portfolio", reader.portfolio, name="portfolio"),
    path("portfolio.md", reader.portfolio_file, name="portfolio_file"),
    path("refreshers", refreshers.refreshers, name="refreshers"),
    path("refreshers/<int:refresher_id>", refreshers.refresher, name="refresher"),
    path("refreshers/<int:refresher_id>/practice", refreshers.practice, name="refresher_practice"),
    path("certificates", certificates.certificates, name="certificates"),
    path("certificates/levels", certificates.certify, name="certify"),
    path("certificates/<slug:code>", certificates.certificate, name="certificate"),
    path("cards", cards.cards, name="cards"),
]
