"""Addresses of a campaign's parts."""

from django.urls import path

from whetstone.apps.plan import campaign_views as views

CAMPAIGN = "plan/campaigns/<int:campaign_id>"
urlpatterns = [
    path(f"{CAMPAIGN}/parts/<str:part>", views.part, name="campaign_part"),
    path(f"{CAMPAIGN}/says", views.says, name="campaign_says"),
    path(f"{CAMPAIGN}/learning", views.learning, name="campaign_learning"),
]
