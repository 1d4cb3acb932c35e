"""A real FHIR server on loopback, in a process of its own: for newcomers, demonstrations and tests.

It is sekmet-fhir, which nobody here wrote. Its console asks for no password: synthetic data only.
"""

import importlib.util
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from healthdesk.base import canonical
from healthdesk.base.config import Access
from healthdesk.base.errors import NotFound, PlatformError, Unreachable
from healthdesk.sync import session as sessions
from healthdesk.sync.client import Client

HOST = "127.0.0.1"
DEFAULT_PORT = 8090
START_SECONDS = 30.0
STOP_SECONDS = 5.0
_PAUSE_SECONDS = 0.05
_SERVER = """
import os, threading

def follow():
    os.read(0, 1)
    os._exit(1)

threading.Thread(target=follow, daemon=True).start()
from sekmet.cli import app
app()
"""
"""Its standard input is a pipe in which nothing is ever said: it ends when whoever holds the other end does,
also by a kill, and on every system. Read past `sys.stdin`, whose lock would outlast a daemon thread.
"""


@dataclass(frozen=True, slots=True)
class Security:
    """OAuth2 and TLS of the server itself: who may come, how long a token lives, which PEM files it shows."""

    client_id: str
    secret: str
    certificate: Path
    key: Path
    token_seconds: int = 3600


class Sandbox:
    """The server over the data in `folder`; port 0 takes any free one. Use it in a with-block."""

    def __init__(self, folder: Path, port: int = DEFAULT_PORT, security: Security | None = None) -> None:
        self._folder = folder
        self._security = security
        self.port = port or _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The base address to synchronise with."""
        return f"{self._root}/fhir"

    @property
    def token_url(self) -> str:
        """Where a secured server gives its tokens."""
        return f"{self._root}/auth/token"

    @property
    def _root(self) -> str:
        return f"{'https' if self._security else 'http'}://{HOST}:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers. Raises NotFound when it is not installed, Unreachable."""
        if importlib.util.find_spec("sekmet") is None:
            raise NotFound("sekmet-fhir")
        if _is_taken(self.port):
            raise Unreachable("port in use")
        self._folder.mkdir(parents=True, exist_ok=True)
        settings = self._folder / "settings.yaml"
        # Every JSON document is a YAML document too.
        settings.write_bytes(canonical.encode(self._settings()))
        with (self._folder / "server.log").open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603  our own words alone
                [sys.executable, "-c", _SERVER, "serve"],
                env=os.environ | {"SEKMET_CONFIG": str(settings)},
                cwd=self._folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.stop()  # an interrupt while it starts leaves no server behind either
            raise

    def _settings(self) -> dict[str, object]:
        open_: dict[str, object] = {
            "base_url": self.url,
            "host": HOST,
            "port": self.port,
            "data_dir": str(self._folder / "data"),
            "server_auth": {"types": ["none"]},
            "validation": {"inbound": "strict"},
            "simulator": {"enabled": False},
            "log_inbound": False,
        }
        if self._security is None:
            return open_
        known = {"client_id": self._security.client_id, "client_secret": self._security.secret}
        lifetime = self._security.token_seconds
        return open_ | {
            "server_auth": {"types": ["smart"], "smart_clients": [known], "token_lifetime": lifetime},
            "tls_certfile": str(self._security.certificate),
            "tls_keyfile": str(self._security.key),
        }

    def _wait_until_it_answers(self) -> None:
        authority = str(self._security.certificate) if self._security else ""
        session = sessions.new_session(Access(authority=authority))
        client = Client(self.url, session=session, read_seconds=5)
        deadline = time.monotonic() + START_SECONDS
        try:
            while time.monotonic() < deadline:
                if self._process is None or self._process.poll() is not None:
                    raise Unreachable("the sandbox ended at once; see server.log")
                try:
                    client.get("metadata")
                    return
                except PlatformError:
                    time.sleep(_PAUSE_SECONDS)
        finally:
            client.close()
        raise Unreachable("the sandbox does not answer")

    @property
    def is_running(self) -> bool:
        """Whether the server's process is alive."""
        return self._process is not None and self._process.poll() is None

    def wait(self) -> int:
        """Until the server ends by itself."""
        return self._process.wait() if self._process else 0

    def stop(self) -> None:
        """Ask it to end, and see to it that it does."""
        process, self._process = self._process, None
        if process is None:
            return
        with process:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()

    def __enter__(self) -> "Sandbox":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
