"""The Jinja2 environment of our own pages."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from django.templatetags.static import static
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined, pass_context
from markupsafe import Markup

from whetstone.web import wording
from whetstone.web.address import address

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.runtime import Context


class Careful(StrictUndefined):
    """A name that may be asked for (`if`, `or`), but not printed: that stays an error."""

    def __bool__(self) -> bool:  # type: ignore[override]  # the base class never returns
        """Missing is false."""
        return False


def environment(**options: Any) -> Environment:
    """Django's options plus our globals and filters. Printing an unknown name is an error."""
    options.setdefault("undefined", Careful)
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
    env.globals.update(url=address, static=static)
    env.filters.update(wording.FILTERS)
    return env


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


@lru_cache(maxsize=8192)
def _said(language: str | None, words: str) -> Markup:
    """A sentence without figures, in the language that is on: said once in a process."""
    del language  # the key under which it is kept
    return Markup(gettext(words)) % {}  # noqa: S704  # the templates' own words
