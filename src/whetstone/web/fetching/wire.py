"""The wire: connects to the addresses that were checked and to no other, and keeps to the time.

httpcore asks its network backend for a connection by name; this one does not look the name up
again. So no second answer of a name server can lead anywhere else (DNS rebinding). Each act on
the wire gets what is left of the whole time, so that a server that sends a byte now and then
does not hold us for longer than one that is silent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpcore

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Sequence


class Deadline:
    """How many seconds are left of the whole time."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._ends = clock() + seconds

    def left(self) -> float:
        """Seconds left; 0 where the time is over."""
        return max(self._ends - self._clock(), 0.0)


class Wire(httpcore.NetworkBackend):
    """Connects by number, whatever name it is asked for."""

    def __init__(self, addresses: Sequence[str], deadline: Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(  # noqa: PLR0917  # httpcore's own way to call it
        self,
        host: str,  # noqa: ARG002  # the name: it was resolved, and checked, before
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # the whole time counts
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the checked addresses that answers."""
        for address in self._addresses:
            left = _left(self._deadline, httpcore.ConnectTimeout)
            try:
                stream = self._backend.connect_tcp(
                    address, port, left, local_address, socket_options
                )
            except httpcore.ConnectError:
                continue
            return Timed(stream, self._deadline)
        raise httpcore.ConnectError("none of the addresses answers")


class Timed(httpcore.NetworkStream):
    """A stream whose every act gets what is left of the time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Some bytes, in time."""
        return self._stream.read(max_bytes, _left(self._deadline, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Send bytes, in time."""
        self._stream.write(buffer, _left(self._deadline, httpcore.WriteTimeout))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Shake hands, in time; the certificate must be the name's, not the number's."""
        left = _left(self._deadline, httpcore.ConnectTimeout)
        return Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the stream below knows."""
        return self._stream.get_extra_info(info)


def _left(deadline: Deadline, over: type[httpcore.TimeoutException]) -> float:
    left = deadline.left()
    if not left:
        raise over("the whole time is over")
    return left
