"""Every address, room by room."""

from django.urls import include, path

from whetstone.web.address import Room

urlpatterns = [
    Room("whetstone.apps.people.urls"),
    Room("whetstone.apps.diagnose.urls"),
    Room("whetstone.apps.learn.urls"),
    Room("whetstone.apps.keepup.urls"),
    Room("whetstone.apps.plan.urls"),
    Room("whetstone.apps.lead.urls"),
    Room("whetstone.apps.connect.urls"),
    Room("whetstone.web.urls"),
    path("account/", include("allauth.urls")),
]
handler400 = "whetstone.web.views.bad_request"
handler403 = "whetstone.web.views.forbidden"
handler404 = "whetstone.web.views.not_found"
handler500 = "whetstone.web.views.broken"
