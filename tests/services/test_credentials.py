"""How the platform is reached: who may change it, what is refused, and where the secret is not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select

from healthdesk.base import errors
from healthdesk.base.config import Access, Place
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.rooms import Environment
from healthdesk.store.platform import PLATFORM, Cursor
from healthdesk.sync import sentinel
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.served import served
from tests.builders import SOFT
from tests.desks import a_start, registered, seat
from tests.servers.certificates import Authority
from tests.servers.guarded_platform import CLIENT_ID, SECRET, GuardedPlatform

PATIENCE_SECONDS = 10


class NoKeyring:
    """A computer without one."""

    def keep(self, name: str, secret: bytes) -> None:
        raise errors.KeyringMissing("none")

    def fetch(self, name: str) -> bytes | None:
        raise errors.KeyringMissing("none")

    def forget(self, name: str) -> None:
        raise errors.KeyringMissing("none")


def test_the_secret_is_in_the_keyring_and_nowhere_else(
    desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    registered(desk)
    authority = Authority(tmp_path)
    certificate, key, pin = authority.vouch_for("platform")
    with GuardedPlatform((certificate, key)) as platform:
        access = Access(
            token_url=platform.token_url, client_id=CLIENT_ID, authority=str(authority.file), pin=pin
        )
        desk.credentials.change(access, SECRET)
        assert desk.credentials.has_secret()
        desk.credentials.test(platform.url)
        desk.platform.synchronise(platform.url)
    assert Place.read(desk.folder).access == access
    attempts = repr(desk.platform.attempts()) + repr(desk.platform.state())
    desk.close()
    written = b"".join(file.read_bytes() for file in desk.folder.rglob("*") if file.is_file())
    said = caplog.text + "".join(capfd.readouterr()) + attempts + "".join(platform.seen)
    for text in (SECRET, *platform.granted):
        assert text.encode() not in written
        assert text not in said


class _Silent:
    """A platform that says nothing until somebody gives up."""

    def __init__(self) -> None:
        self.is_asked, self.is_left = Event(), Event()

    def statement(self) -> None:
        self.is_asked.set()
        assert self.is_left.wait(PATIENCE_SECONDS)
        raise errors.Unreachable("given up")

    def abort(self) -> None:
        self.is_left.set()

    def close(self) -> None:
        """Nothing is open."""


def test_who_gives_up_a_connection_test_gives_up_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the settings and in the sync centre each waits for an answer of their own."""
    asked = {"http://one": _Silent(), "http://other": _Silent()}
    monkeypatch.setattr(desk.credentials, "client", asked.__getitem__)
    with ThreadPoolExecutor(2) as threads:
        one, other = (
            threads.submit(desk.credentials.test, url, asker=silent) for url, silent in asked.items()
        )
        mine, theirs = asked.values()
        assert all(silent.is_asked.wait(PATIENCE_SECONDS) for silent in asked.values())
        desk.credentials.stop_test(mine)
        with pytest.raises(errors.Unreachable):
            one.result(PATIENCE_SECONDS)
        assert not theirs.is_left.is_set()
        desk.credentials.stop_tests()
        with pytest.raises(errors.Unreachable):
            other.result(PATIENCE_SECONDS)


def test_whoever_becomes_somebody_else_to_the_platform_reads_it_from_the_beginning(desk: Desk) -> None:
    registered(desk)
    with GuardedPlatform() as gate, served(FakePlatform()) as url:
        access = Access(token_url=gate.token_url, client_id=CLIENT_ID)
        for scope, many in (("", 1), ("", 1), ("system/*.read", 2)):
            desk.credentials.change(replace(access, scope=scope), SECRET)
            assert desk.platform.synchronise(url).state == "in-step"
            with desk.database.reading() as session:
                assert len(set(session.scalars(select(Cursor.scope)))) == many


def test_without_its_secret_a_workstation_is_paused_and_keeps_everything(desk: Desk) -> None:
    registered(desk)
    with GuardedPlatform() as platform:
        desk.credentials.change(Access(token_url=platform.token_url, client_id=CLIENT_ID), None)
        outcome = desk.platform.synchronise(platform.url)
    assert (outcome.state, outcome.reason, outcome.waiting) == ("paused", "unauthenticated", 1)


def test_f53_a_strange_certificate_pauses_and_keeps_everything(desk: Desk, tmp_path: Path) -> None:
    registered(desk)
    certificate, key, _ = Authority(tmp_path).vouch_for("platform")
    with GuardedPlatform((certificate, key)) as platform:
        outcome = desk.platform.synchronise(platform.url)
        assert platform.seen == []
    assert (outcome.state, outcome.reason, outcome.waiting) == ("paused", "untrusted", 1)


@pytest.mark.parametrize(
    ("access", "field"),
    [
        (Access(token_url="https://platform.test/token"), "client_id"),
        (Access(client_id="chc-001"), "token_url"),
        (Access(token_url="http://platform.test/token", client_id="chc-001"), "token_url"),
        (Access(token_url="http://platform.test/token", client_id="chc-001", allows_plain=True), "token_url"),
        (Access(key="/key.pem"), "certificate"),
        (Access(authority="/absent.pem"), "authority"),
        (Access(slots=0), "slots"),
        (Access(slots=5), "slots"),
    ],
)
def test_what_cannot_work_is_refused_and_nothing_changed(desk: Desk, access: Access, field: str) -> None:
    with pytest.raises(errors.InvalidInput) as raised:
        desk.credentials.change(access, "secret")
    assert raised.value.field == field
    assert Place.read(desk.folder).access == Access()
    assert not desk.credentials.has_secret()


def test_an_address_that_is_not_encrypted_gets_nothing(desk: Desk) -> None:
    with pytest.raises(errors.InvalidInput, match="unencrypted"):
        desk.platform.synchronise("http://192.0.2.1/fhir")


@pytest.mark.parametrize(("slots", "sent_in"), [(1, {0}), (3, {0, 1, 2}), (99, {0, 1, 2, 3})])
def test_in_as_many_slots_as_were_chosen_is_sent(desk: Desk, slots: int, sent_in: set[int]) -> None:
    registered(desk)
    place = Place.read(desk.folder)
    replace(place, access=Access(slots=slots)).write(desk.folder)  # 99: by hand
    with served(FakePlatform()) as url:
        assert desk.platform.synchronise(url).state == "in-step"
    with desk.database.reading() as session:
        assert sentinel.numbers(session, PLATFORM) == sent_in


def test_only_an_administrator_changes_it(desk: Desk) -> None:
    seat(desk, Role.NURSE)
    with pytest.raises(errors.NotAllowed):
        desk.credentials.change(Access(), None)


def test_where_there_is_no_keyring_the_settings_stay_as_they_were(tmp_path: Path) -> None:
    desk = Desk.found(tmp_path / "store", a_start(), Environment(hardness=SOFT, secrets=NoKeyring))
    try:
        with pytest.raises(errors.KeyringMissing):
            desk.credentials.change(Access(token_url="https://p.test/token", client_id="a"), "secret")
        assert not desk.credentials.has_secret()
        assert Place.read(desk.folder).access == Access()
    finally:
        desk.close()


def test_an_empty_secret_forgets_the_old_one(desk: Desk) -> None:
    desk.credentials.change(Access(), "secret")
    desk.credentials.change(Access(), None)
    assert desk.credentials.has_secret()
    desk.credentials.change(Access(), "")
    assert not desk.credentials.has_secret()
