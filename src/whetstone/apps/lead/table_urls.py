"""Addresses of the table and of the budget's share."""

from django.urls import path

from whetstone.apps.lead import budget_views, outward_views, table_views

urlpatterns = [
    path("lead/table", table_views.table, name="table"),
    path("lead/table/calendar.ics", table_views.table_calendar, name="table_calendar"),
    path("lead/table/meetings/new", table_views.new_meeting, name="new_meeting"),
    path("lead/table/meetings/<int:meeting_id>", table_views.meeting, name="meeting"),
    path(
        "lead/table/meetings/<int:meeting_id>/change",
        table_views.edit_meeting,
        name="edit_meeting",
    ),
    path("lead/table/meetings/<int:meeting_id>/inputs", table_views.inputs, name="inputs"),
    path(
        "lead/table/meetings/<int:meeting_id>/decisions",
        table_views.meeting_decisions,
        name="meeting_decisions",
    ),
    path(
        "lead/table/decisions/<int:decision_id>/steps",
        table_views.decision_steps,
        name="decision_steps",
    ),
    path(
        "lead/table/decisions/<int:decision_id>/owner",
        table_views.decision_owner,
        name="decision_owner",
    ),
    path("lead/answers", table_views.answers, name="answers"),
    path("lead/briefs/<int:brief_id>/answers", table_views.brief_answers, name="brief_answers"),
    path("shared/<str:token>/answers", outward_views.shared_answer, name="shared_answer"),
    path("lead/budget-share", budget_views.budget_share, name="budget_share"),
    path("lead/budget-share/figures", budget_views.figures, name="budget_figures"),
]
