"""F49, F53 and F54 of sync.md 10: a line of 8 kbit/s, a certificate nobody knows, a long first load."""

import datetime
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import func, select

from healthdesk.store.platform import InboxEntry
from healthdesk.sync import inventory
from healthdesk.sync.client import Client
from healthdesk.trials.syncing.line import Fate, Killed, Line
from healthdesk.trials.syncing.slow_line import SlowLine
from healthdesk.trials.syncing.stations import Station, a_link, a_station

IN_STEP = ("in-step", 0, 0, 0)
VISITS = 60
FEW = 600
MANY = 1_000_000


@pytest.mark.parametrize("accepts_gzip", [True, False], ids=["packed", "as it is"])
def test_f49_a_line_of_8_kbit_that_is_cut_every_half_minute_brings_a_visit_each_time(
    tmp_path: Path, accepts_gzip: bool
) -> None:
    line = SlowLine(accepts_gzip=accepts_gzip, contact_seconds=0)
    here = a_station(tmp_path / "desk", line.client())
    resident = here.register()
    assert here.settled(here.sync()) == IN_STEP
    for _ in range(VISITS):
        here.visit(resident)
    line.contact_seconds = 30
    arrived, contacts, wasted = 0, 0, 0
    while here.states().count("acked") < VISITS + 1:
        line.begin_contact()
        here.sync()
        contacts += 1
        now = here.states().count("acked") - 1
        wasted += now == arrived
        arrived = now
        assert contacts < VISITS
    assert wasted <= (0 if accepts_gzip else 1), "the size of a request must learn what the line lets through"
    here.database.close()


def test_f53_a_certificate_nobody_vouches_for_stops_the_run(here: Station, tmp_path: Path) -> None:
    here.register()
    with a_stranger(tmp_path) as (url, heard):
        secure = Station(here.database, a_link(here.database, Client(url), here.link.ids))
        outcome = secure.sync()
        secure.link.client.close()
    assert (outcome.state, outcome.reason, outcome.waiting) == ("paused", "untrusted", 1)
    assert heard == []
    here.register(2)


@contextmanager
def a_stranger(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A server with a certificate it wrote itself, and what it heard."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1))
    certificate = made.sign(key, hashes.SHA256())
    pem = folder / "own.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    heard: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            heard.append(self.path)

        do_GET = do_POST = do_PUT  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    class Quiet(HTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that breaks off the handshake is what this is about."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = Quiet(("127.0.0.1", 0), Door)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}/fhir", heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def first_load(folder: Path, count: int, page_size: int, kill_every: int) -> None:
    """A platform full of people comes down to an empty desk, which is killed until all of them are here.

    The last pass reads again what the overlap covers: it needs a run that is not killed.
    """
    line = Line(page_size=page_size)
    here = a_station(folder, line.client())
    here.sync()
    for number in range(count):
        line.write("Patient", f"p{number:07d}", a_patient(number))
        if number % 500 == 0:
            line.now += datetime.timedelta(seconds=1)
    runs = 0
    while arrived(here) < count:
        line.begin([Fate.ARRIVES] * kill_every + [Fate.KILLED_BEFORE])
        with pytest.raises(Killed):
            here.sync()
        here = Station(here.database, a_link(here.database, line.client(), here.link.ids))
        runs += 1
        assert runs <= count
    line.fates.clear()
    assert here.settled(here.sync()) == IN_STEP
    report = inventory.take(here.link, ("Patient",))
    assert (report.agreeing, report.missing_here) == (count, ())
    here.database.close()


def arrived(here: Station) -> int:
    """How many people are in the inbox."""
    query = select(func.count(InboxEntry.id.distinct())).where(InboxEntry.type == "Patient")
    with here.database.reading() as session:
        return session.scalar(query) or 0


def a_patient(number: int) -> dict[str, object]:
    """Somebody of another house."""
    id_ = f"p{number:07d}"
    return {"resourceType": "Patient", "id": id_, "name": [{"text": "某"}], "birthDate": "1960-01-01"}


@pytest.mark.timeout(120)
def test_f54_a_long_first_load_with_kills_ends_without_gaps(tmp_path: Path) -> None:
    first_load(tmp_path / "desk", FEW, page_size=20, kill_every=4)


@pytest.mark.nightly
@pytest.mark.timeout(12 * 3600)
def test_f54_a_first_load_of_a_million_with_kills_ends_without_gaps(tmp_path: Path) -> None:
    first_load(tmp_path / "desk", MANY, page_size=200, kill_every=600)
