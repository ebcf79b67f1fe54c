"""What need not be read twice: within one reading request, and from one request to the next.

A request that only reads sees one state of the store, so a selector may answer the same question
once for all rooms that ask it. Requests that write, commands and services keep nothing: there,
every call reads the store.
"""

from __future__ import annotations

import functools
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_seen: ContextVar[dict[Any, Any] | None] = ContextVar("seen_in_this_request", default=None)
_fixed: ContextVar[dict[Any, Any] | None] = ContextVar("fixed_in_this_request", default=None)
_shelves: list[Callable[[], None]] = []


@contextmanager
def reading(*, only_reads: bool) -> Iterator[None]:
    """The span of one request; `only_reads` says that it changes nothing that is kept here."""
    seen, fixed = _seen.set({} if only_reads else None), _fixed.set({})
    try:
        yield
    finally:
        _seen.reset(seen)
        _fixed.reset(fixed)


def is_reading() -> bool:
    """Whether this is a request that only reads."""
    return _seen.get() is not None


def a_request(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Answer the same arguments once a reading request; nobody changes an answer."""
    return _once(function, _seen)


def any_request(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Answer once a request, also one that writes: for what no request ever changes."""
    return _once(function, _fixed)


def _once(
    function: Callable[Asked, Answer], told: ContextVar[dict[Any, Any] | None]
) -> Callable[Asked, Answer]:
    @functools.wraps(function)
    def answer(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        seen = told.get()
        if seen is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in seen:
            seen[key] = function(*args, **kwargs)
        return seen[key]  # type: ignore[no-any-return]

    return answer


def a_state(maxsize: int) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """Keep answers in this process; the first argument names the state that they belong to.

    Only requests that merely read use what is kept: they never see a row that may be rolled back,
    so a name of a state stands for one state. Answers are shared: nobody changes them.
    """

    def decorate(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        kept = functools.lru_cache(maxsize=maxsize)(function)
        _shelves.append(kept.cache_clear)

        @functools.wraps(function)
        def answer(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
            return kept(*args, **kwargs) if is_reading() else function(*args, **kwargs)  # type: ignore[arg-type]

        return answer

    return decorate


def also_forget(clear: Callable[[], None]) -> None:
    """Something else is kept in this process: `clear` drops it when all is forgotten."""
    _shelves.append(clear)


def forget() -> None:
    """Drop what is kept in this process: for tests, which roll back what has been read."""
    for clear in _shelves:
        clear()
