"""Addresses of this room."""

from django.urls import path

from whetstone.apps.plan import (
    audience_urls,
    calendar_urls,
    campaign_urls,
    figures_urls,
    readout_urls,
    review_urls,
    views,
)

app_name = "plan"
urlpatterns = [
    *audience_urls.urlpatterns,
    path("plan", views.goals, name="goals"),
    path("plan/goals/new", views.new_goal, name="new_goal"),
    path("plan/goals/<int:goal_id>", views.goal, name="goal"),
    path("plan/goals/<int:goal_id>/removal", views.goal_removal, name="goal_removal"),
    path("plan/goals/<int:goal_id>/readings", views.readings, name="readings"),
    path("plan/campaigns/new", views.new_campaign, name="new_campaign"),
    path("plan/campaigns/<int:campaign_id>", views.campaign, name="campaign"),
    path("plan/campaigns/<int:campaign_id>/change", views.edit_campaign, name="edit_campaign"),
    path("plan/campaigns/<int:campaign_id>/figures", views.figures, name="figures"),
    path("plan/campaigns/<int:campaign_id>/decision", views.decision, name="decision"),
    *readout_urls.urlpatterns,
    *campaign_urls.urlpatterns,
    *figures_urls.urlpatterns,
    *calendar_urls.urlpatterns,
    *review_urls.urlpatterns,
]
