"""Being written."""

from django.http import Http404


def certificates(request, **k):
    raise Http404

def certificate(request, **k):
    raise Http404
