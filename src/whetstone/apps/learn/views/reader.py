"""Being written."""

from django.http import Http404


def lessons(request, **k):
    raise Http404

def lesson(request, **k):
    raise Http404

def practice(request, **k):
    raise Http404

def work(request, **k):
    raise Http404

def finish(request, **k):
    raise Http404

def task(request, **k):
    raise Http404

def portfolio(request, **k):
    raise Http404

def portfolio_file(request, **k):
    raise Http404
