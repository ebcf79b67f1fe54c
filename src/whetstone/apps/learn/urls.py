"""Addresses of this room."""

from django.urls import path

from whetstone.apps.learn.views import cards, certificates, reader, refreshers

app_name = "learn"
urlpatterns = [
    path("lessons", reader.lessons, name="lessons"),
    path("lessons/<slug:slug>", reader.lesson, name="lesson"),
    path("lessons/<slug:slug>/practice", reader.practice, name="practice"),
    path("lessons/<slug:slug>/work", reader.work, name="work"),
    path("lessons/<slug:slug>/finish", reader.finish, name="finish"),
    path("tasks/<slug:slug>", reader.task, name="task"),
    path("portfolio", reader.portfolio, name="portfolio"),
    path("portfolio.md", reader.portfolio_file, name="portfolio_file"),
    path("refreshers/<int:refresher_id>", refreshers.refresher, name="refresher"),
    path("refreshers/<int:refresher_id>/practice", refreshers.practice, name="refresher_practice"),
    path("certificates", certificates.certificates, name="certificates"),
    path("certificates/<slug:code>", certificates.certificate, name="certificate"),
    path("cards", cards.cards, name="cards"),
]
