"""The platform of the trials on loopback, for clients in other processes and for real sockets."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter, sleep
from urllib.parse import urlsplit

import requests

from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.shelves import BASE

HOST = "127.0.0.1"
OWN_TIME = "X-Own-Seconds"
"""With each answer: how long the platform took for itself."""


class _Server(ThreadingHTTPServer):
    """The listening socket, and what it stands for."""

    daemon_threads = True

    def __init__(self, platform: FakePlatform, works_seconds: float) -> None:
        super().__init__((HOST, 0), _Door)
        self.platform, self.turn, self.works_seconds = platform, threading.Lock(), works_seconds


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    """Head and body go out one after the other: the second would wait 40 ms for word of the first."""

    server: _Server

    def answer(self) -> None:
        """Whatever the method, the platform knows what to say."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        started = perf_counter()
        split = urlsplit(self.path)
        url = BASE + split.path.removeprefix("/fhir") + (f"?{split.query}" if split.query else "")
        asked = requests.Request(self.command, url, dict(self.headers), data=body or None).prepare()
        if self.command == "POST":
            sleep(self.server.works_seconds)
        try:
            with self.server.turn:
                said = self.server.platform.send(asked)
        except requests.exceptions.RequestException:
            self.close_connection = True  # the line is cut before an answer
            return
        self.send_response(said.status_code)
        for name, value in said.headers.items():
            if name != "Date":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.content)))
        self.send_header(OWN_TIME, f"{perf_counter() - started:.6f}")
        self.end_headers()
        self.wfile.write(said.content)

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815  the names http.server calls

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def served(platform: FakePlatform, works_seconds: float = 0.0) -> Iterator[str]:
    """The base address of `platform` while the block lasts. Requests are answered one at a time.

    For what is sent to it, it takes `works_seconds` longer: it keeps no disk that would take them.
    """
    server = _Server(platform, works_seconds)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/fhir"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
