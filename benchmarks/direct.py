"""Calls the WSGI application of this process: how many times, a path and cookies a line in, with tabs between; how many
requests that was in a second of the processor a line out."""

import importlib
import os
import sys
from io import BytesIO
from time import process_time
from wsgiref.util import setup_testing_defaults


def main() -> None:
    application = importlib.import_module(os.environ["APPLICATION"]).application
    for line in sys.stdin:
        requests, path, cookie = line.rstrip("\n").split("\t")
        began = process_time()
        for _ in range(int(requests)):
            _ask(application, path, cookie)
        print(int(requests) / (process_time() - began), flush=True)


def _ask(application, path: str, cookie: str) -> None:
    environ = {"PATH_INFO": path, "HTTP_HOST": "localhost", "HTTP_ACCEPT_ENCODING": "gzip", "wsgi.input": BytesIO()}
    setup_testing_defaults(environ)
    if cookie:
        environ["HTTP_COOKIE"] = cookie
    heard = []
    answer = application(environ, lambda status, headers: heard.append(status))
    for _ in answer:
        pass
    answer.close()
    if not heard[0].startswith("200"):
        raise RuntimeError(f"{path}: {heard[0]}")


if __name__ == "__main__":
    main()
