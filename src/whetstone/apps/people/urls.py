"""Addresses of the doors and of people."""

from django.urls import path

from whetstone.apps.people.views import (
    doors,
    leaving,
    organisations,
    people,
    rosters,
    safety,
    start,
    trust,
    workspaces,
)

app_name = "people"
urlpatterns = [
    path("", doors.doors, name="doors"),
    path("arrive", doors.arrive, name="arrive"),
    path("demo/end", doors.end_demo, name="demo_end"),
    path("demo/<str:role>", doors.enter_demo, name="demo"),
    path("language", doors.language, name="language"),
    path("leave", doors.leave, name="leave"),
    path("start", start.start, name="start"),
    path("invitations/<str:token>", start.invitation, name="invitation"),
    path("people", people.people, name="people"),
    path("people/import", rosters.import_people, name="import"),
    path("people/rosters/<int:roster_id>", rosters.roster, name="roster"),
    path("people/rosters/<int:roster_id>/faults", rosters.roster_faults, name="roster_faults"),
    path("people/rosters/<int:roster_id>/mending", rosters.roster_mending, name="roster_mending"),
    path("people/rosters/<int:roster_id>/taking", rosters.roster_taking, name="roster_taking"),
    path(
        "people/rosters/<int:roster_id>/dropping", rosters.roster_dropping, name="roster_dropping"
    ),
    path("people/<int:person_id>", people.person, name="person"),
    path("people/<int:person_id>/invitation", people.invite, name="invite"),
    path("people/<int:person_id>/erasure", trust.erasure, name="erasure"),
    path("people/<int:person_id>/departure", leaving.departure, name="departure"),
    path("people/<int:person_id>/return", leaving.comeback, name="comeback"),
    path("workspace", workspaces.workspace, name="workspace"),
    path("workspace/code", workspaces.code_change, name="code_change"),
    path("workspace/code/end", workspaces.code_end, name="code_end"),
    path("accent/<str:hue>.css", workspaces.accent, name="accent"),
    path("come-in", workspaces.come_in, name="come_in"),
    path("organisation", organisations.organisation, name="organisation"),
    path(
        "organisation/workspaces/<int:workspace_id>/closure", organisations.closure, name="closure"
    ),
    path(
        "organisation/workspaces/<int:workspace_id>/opening", organisations.opening, name="opening"
    ),
    path("organisation/workspaces/<int:workspace_id>/entry", organisations.entry, name="entry"),
    path("organisation/handover", organisations.handover, name="handover"),
    path("organisation/handover/withdrawal", organisations.withdrawal, name="withdrawal"),
    path("offers/<int:handover_id>", organisations.offer_answer, name="offer_answer"),
    path("people/<int:person_id>/way-back", safety.way_back, name="way_back"),
    path("way-back/<str:token>", safety.new_password, name="new_password"),
    path("data-protection/rules", safety.retention, name="retention"),
    path("data-protection/works-council", safety.works_council, name="works_council"),
    path("hours", people.hours, name="hours"),
    path("log", trust.log, name="log"),
    path("log/check", trust.log_check, name="log_check"),
    path("log/file", trust.log_file, name="log_file"),
    path("permissions", trust.permissions, name="permissions"),
    path("my-data", trust.my_data, name="my_data"),
    path("my-data/file", trust.my_data_file, name="my_data_file"),
    path("data-protection", trust.data_protection, name="data_protection"),
]
