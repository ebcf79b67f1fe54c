"""Addresses of the content calendar."""

from django.urls import path

from whetstone.apps.plan import calendar_views as views

POST = "plan/calendar/posts/<int:post_id>"
urlpatterns = [
    path("plan/calendar", views.content_calendar, name="content_calendar"),
    path("plan/calendar/planned-posts.csv", views.scheduler_file, name="scheduler_file"),
    path("plan/calendar/posts/new", views.new_post, name="new_post"),
    path(POST, views.planned_post, name="planned_post"),
    path(f"{POST}/change", views.edit_post, name="edit_post"),
    path(f"{POST}/day", views.post_day, name="post_day"),
    path(f"{POST}/state", views.post_state, name="post_state"),
    path(f"{POST}/lifting", views.post_lift, name="post_lift"),
    path(f"{POST}/near-miss", views.post_near_miss, name="post_near_miss"),
    path("plan/calendar/crisis", views.crisis, name="crisis"),
    path("plan/calendar/crisis/end", views.crisis_end, name="crisis_end"),
    path("plan/calendar/days", views.team_days, name="team_days"),
    path("plan/calendar/days/awareness", views.awareness_days, name="awareness_days"),
    path("plan/calendar/days/<int:day_id>/removal", views.team_day_removal, name="day_removal"),
    path("plan/calendar/feed", views.plan_feed_renewal, name="plan_feed_renewal"),
    path("plan/calendar/<str:token>.ics", views.plan_feed, name="plan_feed"),
]
