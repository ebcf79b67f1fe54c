"""Visitors who ask the WSGI application itself: no test client, no checks switched off."""

from __future__ import annotations

import io
import re
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from whetstone.config.wsgi import application

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOVED = frozenset({301, 302, 303})


class Visitor:
    """One browser: its cookies, and the page it is on."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = ""

    def get(self, path: str) -> None:
        """Ask for a page."""
        self._ask("GET", path, b"")

    def post(self, path: str, fields: Mapping[str, str], *, by_script: bool = False) -> None:
        """Send a form, and follow to where the answer leads."""
        told = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields}
        more = {"HTTP_HX_REQUEST": "true"} if by_script else {}
        self._ask("POST", path, urlencode(told).encode(), more)
        if self.status in MOVED:
            self.get(urlsplit(self.headers["Location"]).path)

    def hidden(self, name: str) -> str:
        """The value of a hidden field on the page."""
        fields = (tag for tag in re.findall(r"<input[^>]*>", self.body) if f'name="{name}"' in tag)
        return next(found[1] for tag in fields if (found := re.search(r'value="([^"]*)"', tag)))

    def _ask(
        self, method: str, path: str, body: bytes, more: Mapping[str, str] | None = None
    ) -> None:
        bare, _mark, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": bare,
            "SCRIPT_NAME": "",
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **(more or {}),
        }
        answer: Any = application(environ, self._started)
        self.body = b"".join(answer).decode("utf-8", "replace")
        answer.close()

    def _started(
        self, status: str, headers: list[tuple[str, str]], _fault: Any = None, /
    ) -> Callable[[bytes], object]:
        self.status = int(status[:3])
        self.headers = dict(headers)
        for name, value in headers:
            if name.lower() == "set-cookie":
                self.cookies |= {
                    key: one.value for key, one in SimpleCookie(value).items() if one.value
                }
        return lambda _part: None


def through_the_door(role: str) -> Visitor:
    """A visitor who has entered the demo as somebody."""
    visitor = Visitor()
    visitor.get("/")
    visitor.post(f"/demo/{role}", {})
    return visitor


def session_of(visitor: Visitor) -> Mapping[str, Any]:
    """What the store keeps of a visitor: their person and workspace."""
    from whetstone.web.sessions import SessionStore

    found: Mapping[str, Any] = SessionStore(visitor.cookies["sessionid"]).load()
    return found


def signed_in(person_id: int) -> Visitor:
    """A visitor with an account of their own, signed in as this person."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from whetstone.apps.people.models import Person

    account, _made = get_user_model().objects.get_or_create(email=f"{person_id}@example.org")
    Person.objects.filter(pk=person_id).update(user=account)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["person_id"] = person_id
    session.save()
    visitor = Visitor()
    visitor.cookies["sessionid"] = client.cookies["sessionid"].value
    return visitor
