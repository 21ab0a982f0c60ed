"""A simple client: a few connections that are kept alive, each asking for one thing after the other."""

import socket
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from time import perf_counter
from urllib.parse import urlencode


def requests_per_second(port: int, request: bytes, *, requests: int, connections: int = 4) -> float:
    """The same again and again."""
    each = requests // connections
    return each * connections / _seconds(port, [repeat(request, each)] * connections)


def different_requests_per_second(port: int, requests: Sequence[Sequence[bytes]]) -> float:
    """A connection for each sequence, which is asked in its order."""
    return sum(map(len, requests)) / _seconds(port, requests)


def request(path: str, port: int, **headers: str) -> bytes:
    """As a browser asks."""
    return _written(f"GET {path}", port, headers)


def post(path: str, port: int, form: dict[str, str], **headers: str) -> bytes:
    """As htmx sends a form."""
    body = urlencode(form)
    said = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return _written(f"POST {path}", port, {"HX-Request": "true", **said, **headers}) + body.encode()


def _written(what: str, port: int, headers: dict[str, str]) -> bytes:
    fields = {
        "Host": f"localhost:{port}",
        "Accept-Encoding": "gzip, deflate, br",
        "Connection": "keep-alive",
        **headers,
    }
    lines = [f"{what} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _seconds(port: int, connections: Sequence[Iterable[bytes]]) -> float:
    with ThreadPoolExecutor(len(connections)) as threads:
        began = perf_counter()
        for asked in [threads.submit(_ask, port, requests) for requests in connections]:
            asked.result()
        return perf_counter() - began


def _ask(port: int, requests: Iterable[bytes]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            connection.sendall(request)
            _read(connection)


def _read(connection: socket.socket) -> None:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    status, *fields = head.lower().split(b"\r\n")
    if status.split()[1] not in (b"200", b"304"):
        raise RuntimeError(status.decode())
    length = next((int(field[15:]) for field in fields if field.startswith(b"content-length:")), None)
    if length is not None:
        missing = length - len(body)
        while missing > 0:
            missing -= len(_more(connection))
    elif b"transfer-encoding: chunked" in fields:
        while not body.endswith(b"0\r\n\r\n"):
            body += _more(connection)


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(262_144)
    if not received:
        raise ConnectionError("The server hung up.")
    return received
