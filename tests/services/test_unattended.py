"""Synchronising while nobody is logged in: with a real keyring only, and with no other right."""

from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

from healthdesk.base import errors
from healthdesk.base.secrets import SystemSecrets
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from tests.desks import an_environment, registered, seat


class AKeyring(KeyringBackend):
    """A keyring that remembers, or that is locked."""

    priority = 1  # type: ignore[assignment]  # a class property of the library

    def __init__(self, *, is_locked: bool = False) -> None:
        super().__init__()
        self._kept: dict[tuple[str, str], str] = {}
        self._is_locked = is_locked

    def get_password(self, service: str, username: str) -> str | None:
        if self._is_locked:
            raise KeyringLocked
        return self._kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self._kept[service, username]


AKeyring.__module__ = "keyring.backends.SecretService.of_a_test"


def test_without_leave_nothing_opens_unattended(desk: Desk) -> None:
    desk.close()
    with pytest.raises(errors.LoginFailed):
        Desk.open_unattended(desk.folder, SystemSecrets(AKeyring()), an_environment())


def test_with_leave_the_workstation_synchronises_and_does_nothing_else(desk: Desk) -> None:
    person = registered(desk)
    secrets = SystemSecrets(AKeyring())
    desk.allow_unattended(secrets, is_allowed=True)
    desk.close()
    alone = Desk.open_unattended(desk.folder, secrets, an_environment(seed=2))
    try:
        assert alone.platform.state().waiting == 1
        with pytest.raises(errors.NotAllowed):
            alone.records.open(person)
    finally:
        alone.close()


def test_leave_can_be_taken_back(desk: Desk) -> None:
    secrets = SystemSecrets(AKeyring())
    desk.allow_unattended(secrets, is_allowed=True)
    desk.allow_unattended(secrets, is_allowed=False)
    desk.close()
    with pytest.raises(errors.LoginFailed):
        Desk.open_unattended(desk.folder, secrets, an_environment())


def test_only_an_administrator_gives_leave(desk: Desk) -> None:
    seat(desk, Role.NURSE)
    with pytest.raises(errors.NotAllowed):
        desk.allow_unattended(SystemSecrets(AKeyring()), is_allowed=True)


def test_a_locked_keyring_is_said_to_be_locked(desk: Desk) -> None:
    desk.close()
    with pytest.raises(errors.KeyringLocked):
        Desk.open_unattended(desk.folder, SystemSecrets(AKeyring(is_locked=True)), an_environment())


@pytest.mark.parametrize("backend", [pytest.param(NoKeyring(), id="none at all")])
def test_without_a_keyring_nothing_is_written(desk: Desk, backend: KeyringBackend, tmp_path: Path) -> None:
    with pytest.raises(errors.KeyringMissing):
        desk.allow_unattended(SystemSecrets(backend), is_allowed=True)


def test_a_keyring_that_writes_plain_text_is_no_keyring(desk: Desk) -> None:
    class PlainText(AKeyring):
        pass

    PlainText.__module__ = "keyrings.alt.file"
    with pytest.raises(errors.KeyringMissing):
        desk.allow_unattended(SystemSecrets(PlainText()), is_allowed=True)
