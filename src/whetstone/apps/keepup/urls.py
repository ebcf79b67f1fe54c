"""Addresses of changes and claims."""

from django.urls import path

from whetstone.apps.keepup.views import audits
from whetstone.apps.keepup.views import changes as views

app_name = "keepup"
urlpatterns = [
    path("changes", views.changes, name="changes"),
    path("changes/<slug:slug>", views.change, name="change"),
    path("changes/<slug:slug>/publication", views.publication, name="publication"),
    path("changes/<slug:slug>/reversal", views.reversal, name="reversal"),
    path("claims/<slug:slug>", views.claim, name="claim"),
    path("notices", views.notices, name="notices"),
    path("audits", audits.audits, name="audits"),
    path("audits/new", audits.new, name="audit_new"),
    path("audits/<int:audit_id>", audits.audit, name="audit"),
    path("audits/<int:audit_id>/corrections", audits.corrections, name="audit_corrections"),
    path("audits/<int:audit_id>/report.csv", audits.as_csv, name="audit_csv"),
    path("audits/<int:audit_id>/report.pdf", audits.as_pdf, name="audit_pdf"),
]
