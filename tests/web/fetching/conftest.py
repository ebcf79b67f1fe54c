"""A server of one's own with a certificate of its own, and a fetcher that is let in to it."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from whetstone.apps.people.clock import real_now
from whetstone.web.fetching import (
    FEEDS,
    PAGES,
    Limits,
    NotFetchedError,
    Wanted,
)
from whetstone.web.fetching.fetcher import Allowance, Fetcher

HOST = "feeds.marram.example"
LOOPBACK = "127.0.0.1"


def certificate(folder, *, name=HOST):
    """A self-signed certificate and its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = real_now()
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    return file


@pytest.fixture(scope="session")
def pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def other_pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"), name="somebody-else.example")


class Server:
    """Listens on loopback; what it answers is told by a test, byte by byte where it likes."""

    def __init__(self, pem) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(pem)
        self.pem = pem
        self.listening = socket.socket()
        self.listening.bind((LOOPBACK, 0))
        self.listening.listen(16)
        self.port = self.listening.getsockname()[1]
        self.asked: list[bytes] = []
        self.names: list[str] = []
        self.answers: dict[str, object] = {}
        self.is_over = threading.Event()
        self.context.sni_callback = lambda _sock, name, _context: self.names.append(name)
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, path="/") -> str:
        return f"https://{HOST}:{self.port}{path}"

    def answer(self, path: str, body=b"", *, status="200 OK", kind="text/html", **headers):
        """Answer a path with these bytes; `body` may be a function that writes to the socket."""
        if callable(body):
            self.answers[path] = body
            return
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
        lines += [f"Content-Type: {kind}"] if kind else []
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        whole = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        self.answers[path] = lambda sock: sock.sendall(whole)

    def _serve(self):
        while not self.is_over.is_set():
            try:
                sock, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(sock,), daemon=True).start()

    def _talk(self, sock):
        with contextlib.suppress(OSError, ssl.SSLError):
            sock.settimeout(5)
            with self.context.wrap_socket(sock, server_side=True) as talking:
                asked = b""
                while b"\r\n\r\n" not in asked:
                    more = talking.recv(65536)
                    if not more:
                        return
                    asked += more
                self.asked.append(asked)
                path = asked.split(b" ", 2)[1].decode()
                self.answers[path](talking)

    def close(self):
        self.is_over.set()
        with contextlib.suppress(OSError):  # wakes the thread that waits for a visitor
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()


def serving(pem):
    made = Server(pem)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def server(pem):
    yield from serving(pem)


@pytest.fixture
def impostor(other_pem):
    """Has a valid certificate of another name."""
    yield from serving(other_pem)


@pytest.fixture
def fetcher_for():
    """`fetcher_for(server)`: a fetcher that may ask this server, under its name."""

    def make(server, *, limits=None, **more):
        more.setdefault("resolver", lambda _host, _port: [LOOPBACK])
        more.setdefault("allowances", frozenset({Allowance(LOOPBACK, server.port)}))
        more.setdefault(
            "trust", functools.partial(ssl.create_default_context, cafile=str(server.pem))
        )
        return Fetcher(
            limits=limits or Limits(seconds=3, bytes=100_000),
            ports=frozenset({443, server.port}),
            **more,
        )

    return make


@pytest.fixture
def page():
    return lambda url, **more: Wanted(url, PAGES, **more)


@pytest.fixture
def feed():
    return lambda url, **more: Wanted(url, FEEDS, **more)


@pytest.fixture
def fault_of(server, fetcher_for, page):
    """`fault_of(path)`: why the server's answer at this path is not let in."""

    def ask(path="/a", **more):
        with pytest.raises(NotFetchedError) as said:
            fetcher_for(server, **more)(page(server.url(path)))
        return said.value

    return ask
