"""A HAPI FHIR JPA server on PostgreSQL and loopback, where Java, Maven and PostgreSQL are to be had.

Nothing of it is part of the product: Maven fetches it by its coordinates (hapi/pom.xml) the first time.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType

from healthdesk.base.errors import PlatformError
from healthdesk.sync.client import Client

HERE = Path(__file__).parent / "hapi"
FETCH_SECONDS = 900
START_SECONDS = 600
HOST = "127.0.0.1"


class NotToBeHad(Exception):
    """What this machine lacks, in a line."""


class HapiServer:
    """The server with an empty database; use it in a with-block. Raises NotToBeHad.

    `gives_ids`: it takes no id of a client's and gives UUIDs. `forgets`: it keeps the newest versions only.
    """

    def __init__(self, *, gives_ids: bool = False, forgets: bool = False) -> None:
        self._habits = {"gives.ids": gives_ids, "forgets": forgets}
        self._stack = ExitStack()
        self._folder = Path()
        self.port = _free_port()

    @property
    def url(self) -> str:
        """The base address to synchronise with."""
        return f"http://{HOST}:{self.port}/fhir"

    def __enter__(self) -> "HapiServer":
        for tool in ("java", "mvn"):
            if shutil.which(tool) is None:
                raise NotToBeHad(f"{tool} is not installed")
        with self._stack as stack:
            self._folder = Path(tempfile.mkdtemp(prefix="healthdesk-hapi-"))
            stack.callback(shutil.rmtree, self._folder, ignore_errors=True)
            classpath = self._classpath()
            database = self._start_database(stack)
            self._start_server(stack, classpath, database)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _classpath(self) -> str:
        """Where Maven keeps what the server is made of."""
        listed = self._folder / "classpath"
        asked = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), f"-Dmdep.outputFile={listed}"]
        done = subprocess.run(
            [*asked, "dependency:build-classpath"], capture_output=True, text=True, timeout=FETCH_SECONDS
        )
        if done.returncode:
            said = [line for line in done.stdout.splitlines() if "ERROR" in line] or [done.stderr]
            raise NotToBeHad(f"Maven: {said[0][:200]}")
        return listed.read_text(encoding="utf-8")

    def _start_database(self, stack: ExitStack) -> int:
        """A new cluster of its own in the temporary folder; returns its port."""
        programs = _postgres()
        folder, port, owner = self._folder / "database", _free_port(), _unprivileged()
        folder.mkdir()
        if owner is not None:
            for path in (self._folder, folder):
                os.chown(path, owner, -1)
        subprocess.run(
            [programs / "initdb", "-D", folder, "-A", "trust", "-U", "hapi", "-E", "UTF8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=owner, cwd="/",
        )  # fmt: skip
        settings = {
            "listen_addresses": HOST, "port": port, "unix_socket_directories": "", "fsync": "off",
        }  # fmt: skip
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        self._run(stack, [programs / "postgres", "-D", folder, *options], "postgres", owner)
        _wait_for(port)
        return port

    def _start_server(self, stack: ExitStack, classpath: str, database: int) -> None:
        settings = {
            "port": self.port,
            "database": f"jdbc:postgresql://{HOST}:{database}/postgres",
            "database.user": "hapi",
            **{name: str(is_so).lower() for name, is_so in self._habits.items()},
            "org.slf4j.simpleLogger.defaultLogLevel": "error",
        }
        options = [f"-D{key}={value}" for key, value in settings.items()]
        command = ["java", "-XX:TieredStopAtLevel=1", *options, "-cp", classpath, HERE / "HapiServer.java"]
        server = self._run(stack, command, "hapi", None)
        client = Client(self.url, read_seconds=120)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and server.poll() is None:
            with suppress(PlatformError):
                client.get("Basic", {"_summary": "count"})
                client.close()
                return
            time.sleep(0.5)
        client.close()
        raise RuntimeError((self._folder / "hapi.log").read_text(encoding="utf-8")[-3000:])

    def _run(
        self, stack: ExitStack, command: list[str | Path], name: str, user: int | None
    ) -> subprocess.Popen[bytes]:
        with (self._folder / f"{name}.log").open("wb") as log:
            started = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, user=user, cwd="/"
            )
        stack.callback(_end, started)
        return started


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _postgres() -> Path:
    """The folder with initdb and postgres; Debian keeps them off the path."""
    for found in (shutil.which("initdb"), *Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        if found:
            return Path(found).resolve().parent
    raise NotToBeHad("PostgreSQL is not installed")


def _unprivileged() -> int | None:
    """Whom PostgreSQL runs as where the tests run as root: it refuses root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    raise NotToBeHad("PostgreSQL does not run as root, and there is nobody else")


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
