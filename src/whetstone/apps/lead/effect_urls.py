"""Addresses of comparisons."""

from django.urls import path

from whetstone.apps.lead import effect_views as views

ONE = "lead/effect/<int:comparison_id>"
urlpatterns = [
    path("lead/effect", views.effects, name="effects"),
    path("lead/effect/new", views.new_effect, name="new_effect"),
    path(ONE, views.effect, name="effect"),
    path(f"{ONE}/outcomes", views.effect_outcomes, name="effect_outcomes"),
    path(f"{ONE}/costs", views.effect_costs, name="effect_costs"),
    path(f"{ONE}/end", views.effect_end, name="effect_end"),
    path(f"{ONE}/panel.csv", views.effect_panel, name="effect_panel"),
]
