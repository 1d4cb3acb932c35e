"""A platform on loopback that asks for a token, over TLS if it is given certificates; it answers one line."""

import base64
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qs, unquote

CLIENT_ID, SECRET = "chc-001", "p@ss: 赤橙 100%"


class GuardedPlatform:
    """`granted` are the tokens it gave, `good` those it takes, `seen` the lines of all requests."""

    def __init__(self, certificate: tuple[Path, Path] | None = None, clients: Path | None = None) -> None:
        self.granted: list[str] = []
        self.good: set[str] = set()
        self.seen: list[str] = []
        self.token_seconds: float | None = 3600
        self.token_status = 200
        self.takes_tokens = True
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            if clients:
                context.verify_mode = ssl.CERT_REQUIRED
                context.load_verify_locations(clients)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )

    @property
    def url(self) -> str:
        """The base address."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}/fhir"

    @property
    def token_url(self) -> str:
        """Where tokens are given."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}/token"

    def give(self, form: dict[str, list[str]], authorization: str) -> tuple[int, bytes]:
        """A token for those who know the secret."""
        name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        if self.token_status != 200:
            return self.token_status, b"<html>busy</html>"
        if (unquote(name), unquote(secret)) != (CLIENT_ID, SECRET):
            return 401, b'{"error": "invalid_client"}'
        if form["grant_type"] != ["client_credentials"]:
            return 400, b'{"error": "unsupported_grant_type"}'
        self.granted.append(f"token-{len(self.granted)}")
        self.good.add(self.granted[-1])
        said: dict[str, object] = {"access_token": self.granted[-1], "token_type": "Bearer"}
        if self.token_seconds:
            said["expires_in"] = self.token_seconds
        return 200, json.dumps(said).encode()

    def __enter__(self) -> "GuardedPlatform":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                platform.seen.append(f"{self.command} {self.path}")
                said = self.headers.get("Authorization", "")
                if self.path == "/token":
                    status, answer = platform.give(parse_qs(body.decode()), said)
                elif platform.takes_tokens and said.removeprefix("Bearer ") in platform.good:
                    status, answer = 200, b'{"resourceType": "CapabilityStatement"}'
                else:
                    status, answer = 401, b'{"resourceType": "OperationOutcome"}'
                self.send_response(status)
                self.send_header("Content-Type", "application/fhir+json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_POST = do_GET  # noqa: N815  a name of the library

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        return Handler
