"""Addresses of reviews, the agenda, and an adviser's places."""

from django.urls import path

from whetstone.apps.plan import agenda_views, review_views

urlpatterns = [
    path("plan/reviews", review_views.reviews, name="reviews"),
    path("plan/reviews/new", review_views.new_review, name="new_review"),
    path("plan/reviews/<int:review_id>", review_views.review, name="review"),
    path("plan/reviews/<int:review_id>/comments", review_views.review_comment,
         name="review_comment"),
    path("plan/reviews/<int:review_id>/comments/<int:comment_id>/steps",
         review_views.comment_step, name="comment_step"),
    path("plan/reviews/<int:review_id>/evidence", review_views.review_counts,
         name="review_counts"),
    path("plan/reviews/<int:review_id>/judgement", review_views.judgement,
         name="review_judgement"),
    path("plan/reviews/<int:review_id>/signature", review_views.signature,
         name="review_signature"),
    path("plan/agenda", agenda_views.agenda, name="agenda"),
    path("plan/agenda/text", agenda_views.agenda_text, name="agenda_text"),
    path("plan/agenda/table", agenda_views.agenda_table, name="agenda_table"),
    path("advising", agenda_views.advising, name="advising"),
]  # fmt: skip
