"""Without a network: the queue on a stick, sent from elsewhere, and the receipt brought back."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from healthdesk.base import errors, files
from healthdesk.base.progress import Progress, Silence
from healthdesk.domain.access import Permission
from healthdesk.services.credentials import Credentials, checked
from healthdesk.services.platform import Platform
from healthdesk.services.seat import Seat
from healthdesk.store import sealing
from healthdesk.store.database import Database
from healthdesk.store.keys import Hardness
from healthdesk.sync import courier, packages, receipts
from healthdesk.sync.client import Client
from healthdesk.sync.packages import Package
from healthdesk.sync.receipts import Receipt

T = TypeVar("T")
SUFFIX, RECEIPT_SUFFIX = ".hdpackage", ".hdreceipt"
SHORTEST_PASSWORD = 8


@dataclass(frozen=True, slots=True)
class Packed:
    """A package on the stick: how many saves it holds, and how many wait for a later one."""

    file: Path
    saves: int
    left: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a package, in saves. `reason` as in `sync.receipts.Receipt`."""

    receipt: Path
    done: int
    refused: int
    left: int
    reason: str | None


class Packages:
    """What goes out and comes back on a stick. A package holds persons: it opens with its password only."""

    def __init__(
        self,
        *,
        database: Database,
        seat: Seat,
        platform: Platform,
        credentials: Credentials,
        hardness: Hardness,
    ) -> None:
        self._credentials = credentials
        self._database = database
        self._seat = seat
        self._platform = platform
        self._hardness = hardness

    def write(self, file: Path, password: str, progress: Progress | None = None) -> Packed:
        """Pack what waits into `file`; it counts as under way from here on. Audited.

        Raises InvalidInput, StoreReadOnly, DiskFull, NotAllowed.
        """
        self._seat.require(Permission.SYNCHRONISE)
        require_password(password)
        files.require_room(file, 0)  # before anything counts as under way
        with self._platform.alone() as link:
            package = packages.pack(link, progress or Silence())
        if not package.requests:
            raise errors.InvalidInput("package", "nothing-waits")
        content = sealing.seal(msgspec.json.encode(package), password, packages.PURPOSE, self._hardness)
        files.write(file, content)
        self._note("package written", str(package.saves))
        return Packed(file, package.saves, max(0, self._platform.state().waiting - package.saves))

    def carry(self, url: str, file: Path, password: str) -> Delivery:
        """Send another workstation's package with this one's access to the platform. Audited.

        Raises as `send`, and NotAllowed.
        """
        self._seat.require(Permission.SYNCHRONISE)
        client = self._credentials.client(checked(url))
        try:
            sent = send(client, file, password, self._hardness)
        finally:
            client.close()
        self._note("package carried", str(sent.done))
        return sent

    def receive(self, file: Path, password: str) -> int:
        """Take the receipt of a package; returns how many saves have arrived. Audited.

        Raises InvalidInput, PackageUnusable, NotAllowed.
        """
        self._seat.require(Permission.SYNCHRONISE)
        receipt = _opened(file, password, packages.RECEIPT, Receipt)
        with self._platform.alone() as link:
            arrived = receipts.take(link, receipt)
        self._note("receipt taken", str(arrived))
        return arrived

    def _note(self, what: str, how_many: str) -> None:
        with self._database.writing("audit") as session:
            session.audit(what, "Package", how_many, None)


def send(client: Client, file: Path, password: str, hardness: Hardness) -> Delivery:
    """Send a package for whoever wrote it, and lay its receipt beside it. Needs no store.

    Raises InvalidInput, PackageUnusable, StoreReadOnly, DiskFull; then nothing was sent.
    """
    package = _opened(file, password, packages.PURPOSE, Package)
    beside = file.with_suffix(RECEIPT_SUFFIX)
    # A stick without room is known before anything is sent: a receipt is smaller than its package, unless
    # much was written there instead. One that was brought before stays until the new one is whole.
    files.require_room(beside, file.stat().st_size)
    receipt = courier.deliver(client, package)
    files.write(beside, sealing.seal(msgspec.json.encode(receipt), password, packages.RECEIPT, hardness))
    return Delivery(beside, len(receipt.done), len(receipt.refused), len(receipt.left), receipt.reason)


def require_password(password: str) -> None:
    """Whoever finds the stick has all the time in the world. Raises InvalidInput."""
    if len(password) < SHORTEST_PASSWORD:
        raise errors.InvalidInput("password", "short")


def _opened(file: Path, password: str, purpose: str, kind: type[T]) -> T:
    raw = sealing.unseal(sealing.read(file), password, purpose)
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.DecodeError:
        raise errors.PackageUnusable("another-version") from None
