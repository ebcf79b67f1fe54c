"""Every address, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("whetstone.apps.people.urls")),
    path("", include("whetstone.apps.diagnose.urls")),
    path("", include("whetstone.apps.learn.urls")),
    path("", include("whetstone.apps.keepup.urls")),
    path("", include("whetstone.apps.plan.urls")),
    path("", include("whetstone.apps.lead.urls")),
    path("", include("whetstone.apps.connect.urls")),
    path("", include("whetstone.web.urls")),
    path("account/", include("allauth.urls")),
]
handler400 = "whetstone.web.views.bad_request"
handler403 = "whetstone.web.views.forbidden"
handler404 = "whetstone.web.views.not_found"
handler500 = "whetstone.web.views.broken"
