"""`sandbox`: run a real FHIR server on this machine, for trying things out."""

import argparse
import signal
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from healthdesk.cli import exits
from healthdesk.cli.opening import port
from healthdesk.cli.output import Output
from healthdesk.sync.sandbox import Sandbox


def add_options(parser: argparse.ArgumentParser) -> None:
    """--port and --keep."""
    parser.add_argument("--port", type=port, default=8090, help="0 takes any free port (default 8090)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the server's data in DIR")


def run(options: argparse.Namespace, out: Output) -> int:
    """Serve until interrupted; prints `FHIR server: URL` once it answers."""
    finished = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: finished.set())
    with (
        TemporaryDirectory(prefix="healthdesk-sandbox-") as temporary,
        Sandbox(options.keep or Path(temporary), port=options.port) as server,
    ):
        out.document({"url": server.url})
        out.line(f"FHIR server: {server.url}")
        while not finished.wait(0.5) and server.is_running:
            pass
    return exits.DONE
