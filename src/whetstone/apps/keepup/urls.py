"""Addresses of changes and claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from whetstone.apps.keepup.rooms import EVERYBODY
from whetstone.apps.keepup.views import (
    audits,
    claims,
    digests,
    drills,
    for_all,
    how_current,
    near_misses,
    notices,
    packs,
    watches,
    writing,
)
from whetstone.apps.keepup.views import changes as views

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.urls import URLPattern

app_name = "keepup"
_BOTH = [
    path("changes/new", writing.new_change, name="new_change"),
    path("claims/new", writing.new_claim, name="new_claim"),
    path("watches", watches.watches, name="watches"),
    path("watches/new", watches.new_watch, name="new_watch"),
    path("watches/suggested/<slug:slug>", watches.suggestion, name="suggested_watch"),
    path("watches/<int:watch_id>", watches.watch, name="watch"),
    path("watches/<int:watch_id>/activation", watches.activation, name="watch_activation"),
    path("watches/<int:watch_id>/pause", watches.pause, name="watch_pause"),
    path("watches/<int:watch_id>/schedule", watches.schedule, name="watch_schedule"),
    path("watches/<int:watch_id>/removal", watches.removal, name="watch_removal"),
    path("watches/<int:watch_id>/looks", watches.looks, name="watch_looks"),
    path(
        "watches/<int:watch_id>/sightings/<int:sighting_id>/notice",
        watches.offer,
        name="watch_offer",
    ),
    path("notices/<int:notice_id>", notices.notice, name="notice"),
    path("notices/<int:notice_id>/owner", notices.owner, name="notice_owner"),
    path("notices/<int:notice_id>/severity", notices.severity, name="notice_severity"),
    path("notices/<int:notice_id>/confirmation", notices.confirmation, name="notice_confirmation"),
    path("notices/<int:notice_id>/change", notices.link, name="notice_change"),
    path("notices/<int:notice_id>/doubt", notices.doubt, name="notice_doubt"),
    path("notices/<int:notice_id>/dismissal", notices.dismissal, name="notice_dismissal"),
    path("notices/<int:notice_id>/repair", notices.repair, name="notice_repair"),
    path("notices/<int:notice_id>/closing", notices.closing, name="notice_closing"),
    path("notices/<int:notice_id>/reopening", notices.reopening, name="notice_reopening"),
    path("notices/<int:notice_id>/note", notices.note, name="notice_note"),
]
"""What a workspace has of its own, and the installation too."""


def _for_everybody(routes: Iterable[URLPattern]) -> list[URLPattern]:
    """The same pages for what belongs to the installation."""
    return [
        path(
            f"everybody/{route.pattern}",
            route.callback,
            {"for_all": True},
            name=f"{EVERYBODY}{route.name}",
        )
        for route in routes
    ]


urlpatterns = [
    *_BOTH,
    *_for_everybody(_BOTH),
    path("everybody/changes", for_all.changes, name="all_changes"),
    path("everybody/changes/<slug:slug>", for_all.change, name="all_change"),
    path(
        "everybody/changes/<slug:slug>/publication",
        for_all.publication,
        name="all_publication",
    ),
    path("everybody/changes/<slug:slug>/reversal", for_all.reversal, name="all_reversal"),
    path("changes", views.changes, name="changes"),
    path("changes/<slug:slug>", views.change, name="change"),
    path("changes/<slug:slug>/publication", views.publication, name="publication"),
    path("changes/<slug:slug>/reversal", views.reversal, name="reversal"),
    path("changes/<slug:slug>/confirmation", views.confirmation, name="confirmation"),
    path("changes/<slug:slug>/dismissal", views.dismissal, name="dismissal"),
    path("claims", claims.claims, name="claims"),
    path("claims/review", claims.review, name="review"),
    path("claims/<slug:slug>", claims.claim, name="claim"),
    path("claims/<slug:slug>/verification", claims.verification, name="verification"),
    path("claims/<slug:slug>/doubt", claims.doubt, name="doubt"),
    path("claims/<slug:slug>/settlement", claims.settlement, name="settlement"),
    path("claims/<slug:slug>/override", claims.override, name="override"),
    path("claims/<slug:slug>/return", claims.taking_back, name="taking_back"),
    path("how-current", how_current.how_current, name="how_current"),
    path("how-current.json", how_current.how_current_json, name="how_current_json"),
    path("current", how_current.current, name="current"),
    path("current.json", how_current.current_json, name="current_json"),
    path("notices", notices.notices, name="notices"),
    path("notices/mine", notices.mine, name="my_notices"),
    path("notices/<int:notice_id>/adoption", notices.adoption, name="notice_adoption"),
    path("everybody/notices", notices.for_everybody, name="all_notices"),
    path("near-misses", near_misses.near_misses, name="near_misses"),
    path("near-misses/<int:near_miss_id>", near_misses.near_miss, name="near_miss"),
    path(
        "near-misses/<int:near_miss_id>/notice",
        near_misses.into_the_inbox,
        name="near_miss_notice",
    ),
    path("near-misses/<int:near_miss_id>/rest", near_misses.rest, name="near_miss_rest"),
    path("near-misses/<int:near_miss_id>/question", near_misses.question, name="draft_question"),
    path(
        "near-misses/<int:near_miss_id>/question.yaml",
        near_misses.question_file,
        name="question_file",
    ),
    path("near-misses/<int:near_miss_id>/drill", drills.new_drill, name="new_drill"),
    path("near-misses/drills/<int:drill_id>", drills.drill, name="drill"),
    path("near-misses/drills/<int:drill_id>/runs/<int:run_id>", drills.run, name="drill_run"),
    path("audits", audits.audits, name="audits"),
    path("audits/new", audits.new, name="audit_new"),
    path("audits/<int:audit_id>", audits.audit, name="audit"),
    path("audits/<int:audit_id>/corrections", audits.corrections, name="audit_corrections"),
    path("audits/<int:audit_id>/report.csv", audits.as_csv, name="audit_csv"),
    path("audits/<int:audit_id>/report.pdf", audits.as_pdf, name="audit_pdf"),
    path("digest", digests.digest, name="digest"),
    path("digest/choice", digests.choice, name="digest_choice"),
    path("digest/unsubscribe/<str:token>", digests.unsubscribe, name="unsubscribe"),
    path("packs", packs.packs, name="packs"),
    path("packs/export", packs.export, name="pack_export"),
    path("packs/received", packs.reception, name="pack_reception"),
    path("packs/keys", packs.trust, name="key_trust"),
    path("packs/keys/<slug:mark>/withdrawal", packs.withdrawal, name="key_withdrawal"),
    path("packs/<slug:digest>", packs.pack, name="pack"),
    path("packs/<slug:digest>/decisions", packs.decisions, name="pack_decisions"),
]
