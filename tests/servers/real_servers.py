"""FHIR servers that nobody here wrote, and the workstations that speak to them (docs/platforms.md)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from requests.adapters import HTTPAdapter

from healthdesk.base import canonical
from healthdesk.base.config import Access
from healthdesk.fhir import bundles, given_ids, resources
from healthdesk.store.backgrounds import Background, background_id
from healthdesk.sync import centre
from healthdesk.sync import session as sessions
from healthdesk.sync.client import Client
from healthdesk.sync.sandbox import Sandbox, Security
from healthdesk.sync.tokens import Tokens
from healthdesk.trials.syncing.stations import Station, a_station
from tests.fhir import samples
from tests.servers.bad_line import BadLine
from tests.servers.certificates import Authority
from tests.servers.hapi_server import HapiServer, NotToBeHad
from tests.servers.narrow_line import NarrowLine

IN_STEP = ("in-step", 0, 0, 0)


@dataclass(frozen=True)
class Server:
    """What a journey needs to know of a server; a secured one is reached over TLS and with tokens."""

    url: str
    access: Access
    secret: str = ""
    line: Callable[[], BadLine] = BadLine

    def client(self, line: HTTPAdapter | None = None) -> Client:
        """A client of its own; `line` lies in between."""
        session = sessions.new_session(self.access)
        if line is not None:
            session.mount(self.url, line)
        if not self.access.token_url:
            return Client(self.url, session=session)
        tokens = Tokens(
            session,
            self.access.token_url,
            client_id=self.access.client_id,
            secret=lambda: self.secret,
        )
        return Client(self.url, session=session, tokens=tokens)


@dataclass
class Desks:
    """Makes workstations that speak to one server over a line that may go bad."""

    server: "Server"
    folder: Path
    number: int
    made: list[Station]

    def __call__(self) -> Station:
        return self.on(self.server.line())

    def on(self, line: BadLine) -> Station:
        """A workstation at the end of `line`."""
        number = self.number + len(self.made)
        client = self.server.client(line)
        self.made.append(a_station(self.folder / f"desk{number}", client, number))
        return self.made[-1]


@contextmanager
def sekmet(folder: Path) -> Iterator[Server]:
    pytest.importorskip("sekmet", reason="the sandbox extra is not installed")
    with Sandbox(folder, 0) as running:
        yield Server(running.url, Access())


@contextmanager
def secured(folder: Path) -> Iterator[Server]:
    """Tokens that live for three seconds: every journey renews some."""
    pytest.importorskip("sekmet", reason="the sandbox extra is not installed")
    certificate, key, pin = Authority(folder).vouch_for("platform")
    security = Security("chc-001", "a-long-secret-of-a-test", certificate, key, token_seconds=3)
    with Sandbox(folder, 0, security) as running:
        access = Access(
            token_url=running.token_url,
            client_id=security.client_id,
            authority=str(certificate),
            pin=pin,
        )
        yield Server(running.url, access, security.secret)


Running = Callable[[Path], AbstractContextManager[Server]]


def narrowed(*, gives_ids: bool = False, forgets: bool = False) -> Running:
    """The sandbox behind a line that keeps from it what such a platform would not take or show."""

    @contextmanager
    def running(folder: Path) -> Iterator[Server]:
        with sekmet(folder) as wide:
            yield Server(wide.url, wide.access, line=lambda: NarrowLine(gives_ids=gives_ids, forgets=forgets))

    return running


def hapi(*, gives_ids: bool = False, forgets: bool = False) -> Running:
    """HAPI FHIR JPA on PostgreSQL, as its own settings make it; skipped where it cannot be had."""

    @contextmanager
    def running(_folder: Path) -> Iterator[Server]:
        try:
            with HapiServer(gives_ids=gives_ids, forgets=forgets) as there:
                yield Server(there.url, Access())
        except NotToBeHad as reason:
            pytest.skip(f"HAPI FHIR cannot be had here: {reason}")

    return running


def arrives_whole(here: Station, there: Station, worker: int) -> None:
    """A new person with a row of every noun is written here, sent, and stands there as it stands here."""
    resident = here.register(worker, drug_allergy=["2", "3"])
    visit = here.visit(resident)
    for row in samples.others():
        row.id = background_id(resident) if isinstance(row, Background) else here.link.ids.new()
        if hasattr(row, "resident_id"):
            row.resident_id = resident
        with here.database.writing("sample") as session:
            session.add(row)
    assert here.settled(here.sync()) == IN_STEP
    assert there.settled(there.sync()) == IN_STEP
    mine, theirs = here.rows(), there.rows()
    assert {key: theirs.get(key) for key in mine} == mine
    assert str(there.row("Visit", visit)["answers"]["weight"]) == "70.50"


def another_hand_is_told_from_ours(desks: Desks, worker: int) -> None:
    """What our desks write into what follows a row asks nobody; what a stranger writes there is shown.

    Whatever the server made of the text, its numbers, references and ids, the digest in it tells the hand.
    """
    here, there = desks(), desks()
    resident = here.register(worker, contact_name="张伟", contact_phone="13800005522")
    visit = here.visit(resident)
    for desk in (here, there):
        assert desk.settled(desk.sync()) == IN_STEP
    there.change("Visit", visit, doctor="王慧", answers=there.row("Visit", visit)["answers"] | _HEAVIER)
    here.change("Visit", visit, next_visit_on=None)
    for desk in (there, here, there):
        assert desk.settled(desk.sync()) == IN_STEP
    _written_by_a_stranger(desks.server, here, resources.part_id(resident, "RelatedPerson"))
    assert here.sync().conflicts == 1
    (conflict,) = here.conflicts()
    assert [(field.here, field.there) for field in conflict.fields] == [("13800005522", "13999999999")]
    assert centre.resolve(here.link, conflict.key, {}, "李慧")
    for desk in (here, there, here):
        assert desk.settled(desk.sync()) == IN_STEP


_HEAVIER = {"weight": Decimal("71.50")}


def _written_by_a_stranger(server: Server, desk: Station, contact: str) -> None:
    """Another system writes another number into the contact of a person."""
    name, value = given_ids.query("RelatedPerson", contact)
    client = server.client()
    found = bundles.page(desk.link.client.search("RelatedPerson", {name: value}).body).entries
    there = found[0].id if found else contact
    body = canonical.decode(client.get(f"RelatedPerson/{there}").body)
    body["telecom"][0]["value"] = "13999999999"
    client.put("RelatedPerson", there, canonical.encode(body))
    client.close()
