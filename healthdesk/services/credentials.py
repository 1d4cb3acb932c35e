"""How this workstation reaches the platform: the settings in the store folder, the secret in the keyring."""

import unicodedata
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from healthdesk.base import errors
from healthdesk.base.config import MOST_SLOTS, Access, Place
from healthdesk.base.progress import Progress
from healthdesk.domain.access import Permission
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.sync import session as sessions
from healthdesk.sync.client import Client
from healthdesk.sync.tokens import Tokens

if TYPE_CHECKING:
    # For the name alone: loading the keyring costs 0.1 s, and many centres need no secret.
    from healthdesk.base.secrets import Secrets

LONGEST_SECRET = 500


class Credentials:
    """What the platform asks for. `secrets` opens the system's keyring when it is needed."""

    def __init__(
        self, *, folder: Path, database: Database, seat: Seat, secrets: Callable[[], "Secrets"]
    ) -> None:
        self._folder = folder
        self._database = database
        self._seat = seat
        self._secrets = secrets
        self._given: tuple[Access, str | None] | None = None
        self._asked: dict[Client, object] = {}

    @property
    def access(self) -> Access:
        """What counts now: what was given for this run, else what the folder says."""
        return self._given[0] if self._given else Place.read(self._folder).access

    def give(self, access: Access, secret: str | None) -> None:
        """Use these until the desk is closed and write nothing down. Raises InvalidInput."""
        require_sound(access)
        self._given = access, secret

    def change(self, access: Access, secret: str | None) -> None:
        """Keep these for this workstation; a secret of None stays as it is. For administrators, audited.

        Raises InvalidInput, NotAllowed, KeyringMissing, KeyringLocked; then nothing is changed.
        """
        self._seat.require(Permission.KEEP_STORE)
        require_sound(access)
        if secret is not None:
            self._keep(secret.strip())
        place = Place.read(self._folder)
        replace(place, access=access).write(self._folder)
        with self._database.writing("audit") as session:
            session.audit("platform access", "Installation", None, None)

    def has_secret(self) -> bool:
        """Whether the keyring has one; False where there is no keyring."""
        try:
            return self._secrets().fetch(self._name) is not None
        except errors.StorageError:
            return False

    def client(self, url: str) -> Client:
        """A client of the platform at `url`. Raises InvalidInput for an address or file that will not do."""
        return client_of(url, self.access, self._secret)

    @property
    def catchment(self) -> str:
        """As whom the platform knows us: it shows each what is theirs. Empty where it asks nobody's name."""
        access = self.access
        named = (access.client_id, access.scope) if access.token_url else ()
        return " ".join(filter(None, (*named, access.certificate)))

    @property
    def slots(self) -> int:
        """In how many upload slots this workstation sends, whatever somebody wrote into the file."""
        return min(max(self.access.slots, 1), MOST_SLOTS)

    def test(self, url: str, progress: Progress | None = None, *, asker: object = None) -> None:
        """Ask the platform who it is, beside whatever else is under way; `asker` waits for the answer.

        Raises PlatformError with what stands in the way, and InvalidInput.
        """
        self._seat.require(Permission.SYNCHRONISE)
        with closing(self.client(checked(url))) as client:
            self._asked[client] = asker
            try:
                if progress is None or not progress.is_cancelled:
                    client.statement()
            finally:
                del self._asked[client]

    def stop_test(self, asker: object) -> None:
        """Whoever asks waits no longer; others who wait go on waiting. From any thread."""
        for client, whose in tuple(self._asked.items()):
            if whose is asker:
                client.abort()

    def stop_tests(self) -> None:
        """Nobody waits any more: the desk is left. From any thread."""
        for client in tuple(self._asked):
            client.abort()

    def _secret(self) -> str:
        """Raises Unauthenticated where there is none; the keyring's own trouble is raised as it is."""
        if self._given and self._given[1] is not None:
            return self._given[1]
        kept = self._secrets().fetch(self._name)
        if kept is None:
            raise errors.Unauthenticated("no secret")
        return kept.decode()

    def _keep(self, secret: str) -> None:
        if len(secret) > LONGEST_SECRET:
            raise errors.InvalidInput("secret", "long")
        if secret:
            self._secrets().keep(self._name, secret.encode())
        else:
            self._secrets().forget(self._name)

    @property
    def _name(self) -> str:
        return f"{self._folder.resolve()} platform"


def checked(url: str) -> str:
    """The address of a platform, tidied: full-width signs are what they stand for. Raises InvalidInput."""
    tidy = unicodedata.normalize("NFKC", url).strip().rstrip("/")
    try:
        parts = urlsplit(tidy)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket left open, a port that is no number
        is_address = False
    if not is_address:
        raise errors.InvalidInput("platform", "address")
    return tidy


def client_of(url: str, access: Access, secret: Callable[[], str]) -> Client:
    """A client of the platform at `url`; `secret` is asked for with each token. Raises InvalidInput."""
    sessions.require_private("platform", url, allows_plain=access.allows_plain)
    session = sessions.new_session(access)
    if not access.token_url:
        return Client(url, session=session)
    tokens = Tokens(
        session,
        access.token_url,
        client_id=access.client_id,
        secret=secret,
        scope=access.scope,
    )
    return Client(url, session=session, tokens=tokens)


def require_sound(access: Access) -> None:
    """Raises InvalidInput for what cannot work or would carry the secret in clear."""
    if bool(access.token_url) != bool(access.client_id):
        raise errors.InvalidInput("client_id" if access.token_url else "token_url", "required")
    if access.token_url:
        sessions.require_private("token_url", access.token_url)
    if not 1 <= access.slots <= MOST_SLOTS:
        raise errors.InvalidInput("slots", "range")
    if access.key and not access.certificate:
        raise errors.InvalidInput("certificate", "required")
    sessions.new_session(access).close()
