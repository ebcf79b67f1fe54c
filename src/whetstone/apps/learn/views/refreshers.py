"""Being written."""

from django.http import Http404


def refresher(request, **k):
    raise Http404

def practice(request, **k):
    raise Http404
