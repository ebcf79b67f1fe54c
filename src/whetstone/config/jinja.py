"""The Jinja2 environment of our own pages."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined, pass_context
from markupsafe import Markup

from whetstone.web import wording
from whetstone.web.address import address

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from jinja2.bccache import Bucket
    from jinja2.runtime import Context, Macro


class Careful(StrictUndefined):
    """A name that may be asked for (`if`, `or`), but not printed: that stays an error."""

    def __bool__(self) -> bool:  # type: ignore[override]  # the base class never returns
        """Missing is false."""
        return False


class Compiled(FileSystemBytecodeCache):
    """Pages compiled by an earlier start. Where none can be kept (a full disk), they are not."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a page if that can be done."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def environment(**options: Any) -> Environment:
    """Django's options plus our globals and filters. Printing an unknown name is an error."""
    options.setdefault("undefined", Careful)
    options.setdefault("bytecode_cache", _compiled())
    env = Environment(  # noqa: S701  # autoescape comes with Django's options
        **options,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        env.globals[name] = _in_figures(cast("Callable[..., Any]", env.globals[name]))
    env.globals["_"] = env.globals["gettext"]
    env.globals.update(url=address, static=static, kept=_kept)
    env.filters.update(wording.FILTERS)
    return env


def _compiled() -> Compiled | None:
    """They lie beside the store; none where nothing may be written.

    Jinja holds each against its source and its own version; the name holds it against this file,
    whose extensions and options are in what comes out.
    """
    mark = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    folder = settings.HOME / "pages"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return Compiled(str(folder), f"{mark}-%s")


def _in_figures(said: Callable[..., Any]) -> Callable[..., Any]:
    """Whole numbers in a sentence are written in the figures of the reader's language."""

    @pass_context
    def in_figures(context: Context, *words: Any, **values: Any) -> Any:
        if type(words[-1]) is int:
            values.setdefault("num", words[-1])
        elif not values:
            if len(words) == 1 and context.eval_ctx.autoescape:
                return _said(get_language(), words[0])
            return said(context, *words)
        told = {
            key: wording.number(value) if type(value) is int else value
            for key, value in values.items()
        }
        return said(context, *words, **told)

    return in_figures


MOST_KEPT = 4096
_pieces: dict[tuple[object, ...], Markup] = {}


def _kept(macro: Macro, *values: str | int | bool | dt.date | None) -> Markup:
    """What a macro says of plain values, in the language that is on: written once in a process.

    For rows that many readers meet. The macro may use nothing but what it is given: whatever the
    page knows besides (the reader, a token) would be kept for others too.
    """
    key = (macro._func.__code__, get_language(), *values)  # noqa: SLF001  # a macro is made anew for each page; its code is not
    piece = _pieces.get(key)
    if piece is None:
        if len(_pieces) >= MOST_KEPT:
            _pieces.clear()
        piece = _pieces[key] = Markup(macro(*values))  # noqa: S704  # a macro escapes what it is given
    return piece


@lru_cache(maxsize=8192)
def _said(language: str | None, words: str) -> Markup:
    """A sentence without figures, in the language that is on: said once in a process."""
    del language  # the key under which it is kept
    return Markup(gettext(words)) % {}  # noqa: S704  # the templates' own words
