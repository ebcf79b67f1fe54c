"""Being written."""

from django.http import Http404


def cards(request, **k):
    raise Http404
