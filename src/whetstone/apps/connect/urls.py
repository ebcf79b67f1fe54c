"""Addresses of this room."""

from django.urls import path

from whetstone.apps.connect import student_views as student
from whetstone.apps.connect import teaching_views as teaching
from whetstone.apps.connect import views

app_name = "connect"
ONE = "classes/<int:class_id>/assignments/<int:assignment_id>"
urlpatterns = [
    path("classes", views.classes, name="classes"),
    path("classes/new", teaching.new_class, name="new_class"),
    path("classes/<int:class_id>", views.school_class, name="school_class"),
    path("classes/<int:class_id>/adoptions", views.adoption, name="adoption"),
    path("classes/<int:class_id>/term-end", views.term_end, name="term_end"),
    path("classes/<int:class_id>/plan", teaching.class_plan, name="class_plan"),
    path("classes/<int:class_id>/read-out", teaching.read_out, name="read_out"),
    path("classes/<int:class_id>/gradebook", teaching.gradebook, name="gradebook"),
    path("classes/<int:class_id>/gradebook.csv", teaching.gradebook_file, name="gradebook_file"),
    path("classes/<int:class_id>/students/<int:person_id>", teaching.student, name="student"),
    path("classes/<int:class_id>/assignments", teaching.assignments, name="assignments"),
    path("classes/<int:class_id>/assignments/new", teaching.new_assignment, name="new_assignment"),
    path(ONE, teaching.assignment, name="assignment"),
    path(f"{ONE}/edit", teaching.edit_assignment, name="edit_assignment"),
    path(f"{ONE}/withdrawal", teaching.withdrawal, name="withdrawal"),
    path(f"{ONE}/restoration", teaching.restoration, name="restoration"),
    path(f"{ONE}/readers", teaching.handing_out, name="handing_out"),
    path("classes/<int:class_id>/works/<int:submission_id>", teaching.marking, name="marking"),
    path("class", student.my_class, name="my_class"),
    path("class/marks", student.my_marks, name="my_marks"),
    path("class/work/<int:assignment_id>", student.my_work, name="my_work"),
    path("class/work/<int:assignment_id>/text", student.my_text, name="my_text"),
    path("class/work/<int:assignment_id>/check", student.my_check, name="my_check"),
    path("class/readings/<int:reader_id>", student.my_review, name="my_review"),
    path("kept", student.kept, name="kept"),
    path("kept/<int:person_id>.md", student.kept_work, name="kept_work"),
    path("join", views.join, name="join"),
]
