"""A simple client: a few connections that are kept alive, each asking for the same page again and again."""

import socket
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter


def requests_per_second(port: int, request: bytes, *, requests: int, connections: int = 4) -> float:
    each = requests // connections
    with ThreadPoolExecutor(connections) as threads:
        began = perf_counter()
        for asked in [threads.submit(_ask, port, request, each) for _ in range(connections)]:
            asked.result()
        return each * connections / (perf_counter() - began)


def request(path: str, port: int, **headers: str) -> bytes:
    """As a browser asks."""
    fields = {
        "Host": f"localhost:{port}",
        "Accept-Encoding": "gzip, deflate, br",
        "Connection": "keep-alive",
        **headers,
    }
    lines = [f"GET {path} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _ask(port: int, request: bytes, times: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(times):
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
