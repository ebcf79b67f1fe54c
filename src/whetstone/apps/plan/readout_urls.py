"""Addresses of lengths, read-outs, reports and of what came of planned posts."""

from django.urls import path

from whetstone.apps.plan import length_views, matching_views, readout_views, report_views

CAMPAIGN = "plan/campaigns/<int:campaign_id>"
urlpatterns = [
    path(f"{CAMPAIGN}/length", length_views.length, name="length"),
    path(f"{CAMPAIGN}/length/choice", length_views.length_choice, name="length_choice"),
    path(f"{CAMPAIGN}/length/looks", length_views.length_look, name="length_look"),
    path(f"{CAMPAIGN}/read-out", readout_views.read_out, name="read_out"),
    path(f"{CAMPAIGN}/read-out.pdf", readout_views.read_out_pdf, name="read_out_pdf"),
    path(f"{CAMPAIGN}/read-out.csv", readout_views.read_out_csv, name="read_out_csv"),
    path(f"{CAMPAIGN}/read-out.xlsx", readout_views.read_out_xlsx, name="read_out_xlsx"),
    path(f"{CAMPAIGN}/read-out/signature", readout_views.read_out_signature,
         name="read_out_signature"),
    path("plan/report", report_views.report, name="report"),
    path("plan/report.pdf", report_views.report_pdf, name="report_pdf"),
    path("plan/report.csv", report_views.report_csv, name="report_csv"),
    path("plan/report.xlsx", report_views.report_xlsx, name="report_xlsx"),
    path("plan/calendar/matching", matching_views.matching, name="matching"),
    path("plan/calendar/posts/<int:post_id>/not-this", matching_views.unmatch, name="unmatch"),
]  # fmt: skip
