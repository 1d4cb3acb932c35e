"""Log in, lock, change the user, keep accounts."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import select

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.base.text import has_control_signs
from healthdesk.domain.access import Permission, Role
from healthdesk.services.reception import require_password
from healthdesk.services.seat import Seat, Sitter
from healthdesk.store import wrapping
from healthdesk.store.accounts import Account
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.keys import Hardness, KeyRing, WrappedKey, not_later_than, wait_seconds

SHORTEST_PIN = 4
LONGEST_LOGIN, LONGEST_NAME = 40, 60


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A line in the list of users."""

    id: str
    login: str
    full_name: str
    role: Role
    is_active: bool
    has_pin: bool
    has_badge: bool
    sensitive: tuple[str, ...] = ()


def unlock(ring: KeyRing, login: str, password: str, clock: Clock) -> bytes:
    """The data key for `login`. Counts failures; raises LoginFailed with the time to wait."""
    written = ring.entry(login)
    if written is None:
        raise errors.LoginFailed()
    entry = not_later_than(written, clock.now())
    if entry != written:
        ring.put(entry)
    remaining = wait_seconds(entry, clock.now())
    if remaining > 0:
        raise errors.LoginFailed(remaining)
    if not entry.is_active:
        raise errors.LoginFailed(is_disabled=True)
    try:
        data_key = wrapping.unwrap(entry, password)
    except errors.LoginFailed:
        ring.note_failure(entry, clock.now())
        failed = ring.entry(login) or entry
        raise errors.LoginFailed(wait_seconds(failed, clock.now())) from None
    ring.note_success(entry, clock.now())
    return data_key


class Accounts:
    """Members of staff. The data key stays inside, for wrapping it for the next account."""

    def __init__(  # noqa: PLR0913  all are named
        self,
        *,
        database: Database,
        ring: KeyRing,
        data_key: bytes,
        seat: Seat,
        clock: Clock,
        ids: Ids,
        hardness: Hardness,
    ) -> None:
        self._database = database
        self._ring = ring
        self._data_key = data_key
        self._seat = seat
        self._clock = clock
        self._ids = ids
        self._hardness = hardness
        self._short_failures: dict[str, WrappedKey] = {}

    def sit_down(self, login: str) -> Sitter:
        """The person who just unlocked the store takes the seat; the login is audited."""
        with self._database.reading() as session:
            account = _by_login(session, login)
            sitter = _sitter(account)
            self._seat.known_logins[login] = _quick_ways(account)
        self._seat.take(sitter)
        with self._database.writing("login") as session:
            session.audit("login", "Account", sitter.account_id, None)
        return sitter

    def log_in(self, login: str, password: str) -> Sitter:
        """A full login while the store is open. Raises LoginFailed."""
        unlock(self._ring, login, password, self._clock)
        return self.sit_down(login)

    def change_by_pin(self, login: str, pin: str) -> Sitter:
        """A quick change of user, after one full login in this shift. Raises LoginFailed."""
        with self._database.reading() as session:
            account = _by_login(session, login)
            stored = account.pin_hash
        return self._change(login, pin, stored)

    def change_by_badge(self, code: str) -> Sitter:
        """The same by a scanned badge. Raises LoginFailed when nobody's badge matches."""
        with self._database.reading() as session:
            accounts = session.scalars(select(Account).where(Account.badge_hash.is_not(None))).all()
        for account in accounts:
            if account.badge_hash and wrapping.short_matches(code, account.badge_hash):
                return self._change(account.login, code, account.badge_hash)
        raise errors.LoginFailed()

    def _change(self, login: str, secret: str, stored: str | None) -> Sitter:
        entry = self._ring.entry(login)
        if entry is None or not entry.is_active or stored is None or login not in self._seat.known_logins:
            raise errors.LoginFailed()
        tries = self._short_failures.get(login, replace(entry, failed=0, failed_at=None))
        tries = self._short_failures[login] = not_later_than(tries, self._clock.now())
        remaining = wait_seconds(tries, self._clock.now())
        if remaining > 0:
            raise errors.LoginFailed(remaining)
        if not wrapping.short_matches(secret, stored):
            tries = replace(tries, failed=tries.failed + 1, failed_at=self._clock.now())
            self._short_failures[login] = tries
            raise errors.LoginFailed(wait_seconds(tries, self._clock.now()))
        self._short_failures.pop(login, None)
        return self.sit_down(login)

    def all(self) -> tuple[AccountRow, ...]:
        """Every account, by login name. For administrators."""
        self._seat.require(Permission.KEEP_ACCOUNTS)
        with self._database.reading() as session:
            return tuple(
                _row(account) for account in session.scalars(select(Account).order_by(Account.login))
            )

    def add(self, *, login: str, full_name: str, role: Role, password: str) -> str:
        """A new member of staff; returns the account's id. Raises InvalidInput, NotAllowed."""
        self._seat.require(Permission.KEEP_ACCOUNTS)
        return self.add_first(login=login, full_name=full_name, role=role, password=password)

    def add_first(self, *, login: str, full_name: str, role: Role, password: str) -> str:
        """The same without asking for permission: the first start has nobody to ask."""
        login, full_name = login.strip(), full_name.strip()
        require_password(password)
        _require_name("login", login, LONGEST_LOGIN)
        _require_name("full_name", full_name, LONGEST_NAME)
        if self._ring_has(login):
            raise errors.InvalidInput("login", "taken")
        account = Account(
            id=self._ids.new(), login=login, full_name=full_name, role=role.value, is_active=True
        )
        with self._database.writing("account") as session:
            session.add(account)
        self._ring.put(
            wrapping.wrap(
                self._data_key,
                password,
                login=login,
                full_name=full_name,
                role=role.value,
                hardness=self._hardness,
            )
        )
        return account.id

    def set_password(self, login: str, password: str) -> None:
        """A new password, by the user or an administrator. Raises InvalidInput, NotAllowed."""
        self._require_self_or_keeper(login)
        require_password(password)
        entry = self._ring.entry(login)
        if entry is None:
            raise errors.NotFound("account", login)
        fresh = wrapping.wrap(
            self._data_key,
            password,
            login=login,
            full_name=entry.full_name,
            role=entry.role,
            hardness=self._hardness,
        )
        self._ring.put(replace(fresh, is_active=entry.is_active, last_seen=entry.last_seen))
        with self._database.writing("account") as session:
            session.audit("password", "Account", _by_login(session, login).id, None)

    def set_pin(self, login: str, pin: str) -> None:
        """A PIN of at least four digits for quick changes. Raises InvalidInput, NotAllowed."""
        self._require_self_or_keeper(login)
        if len(pin) < SHORTEST_PIN or not pin.isdigit():
            raise errors.InvalidInput("pin", "too-short")
        with self._database.writing("account") as session:
            account = _by_login(session, login)
            account.pin_hash = wrapping.short_hash(pin, self._hardness)
        self._note_quick_ways(account)

    def set_badge(self, login: str, code: str) -> None:
        """The number that this user's badge scans as. Raises InvalidInput, NotAllowed."""
        self._require_self_or_keeper(login)
        if not code.strip():
            raise errors.InvalidInput("badge", "required")
        with self._database.writing("account") as session:
            account = _by_login(session, login)
            account.badge_hash = wrapping.short_hash(code.strip(), self._hardness)
        self._note_quick_ways(account)

    def _note_quick_ways(self, account: Account) -> None:
        if account.login in self._seat.known_logins:
            self._seat.known_logins[account.login] = _quick_ways(account)

    def set_active(self, login: str, *, is_active: bool) -> None:
        """Disable or enable an account. Its unsent work stays and is sent by the others."""
        entry = self._entry_of_another(login)
        with self._database.writing("account") as session:
            _by_login(session, login).is_active = is_active
        self._ring.put(replace(entry, is_active=is_active))

    def set_role(self, login: str, role: Role) -> None:
        """Another post, from the next login on. Raises NotAllowed, InvalidInput for one's own."""
        entry = self._entry_of_another(login)
        with self._database.writing("account") as session:
            _by_login(session, login).role = role.value
        self._ring.put(replace(entry, role=role.value))

    def set_sensitive(self, login: str, topics: Collection[str]) -> None:
        """The sensitive topics opened for this user by name, from the next login on; nothing else is open.

        Raises InvalidInput for an unknown topic, NotAllowed, NotFound.
        """
        self._seat.require(Permission.KEEP_ACCOUNTS)
        if unknown := set(topics) - self._seat.sensitivity.keys:
            raise errors.InvalidInput("sensitive", sorted(unknown)[0])
        with self._database.writing("account") as session:
            _by_login(session, login).sensitive_topics = sorted(topics)

    def _entry_of_another(self, login: str) -> WrappedKey:
        self._seat.require(Permission.KEEP_ACCOUNTS)
        if login == self._seat.sitter.login:
            raise errors.InvalidInput("login", "own-account")
        entry = self._ring.entry(login)
        if entry is None:
            raise errors.NotFound("account", login)
        return entry

    def _ring_has(self, login: str) -> bool:
        try:
            return self._ring.entry(login) is not None
        except errors.KeysMissing:
            return False

    def _require_self_or_keeper(self, login: str) -> None:
        if login != self._seat.sitter.login:
            self._seat.require(Permission.KEEP_ACCOUNTS)


def _require_name(field: str, name: str, longest: int) -> None:
    if not name:
        raise errors.InvalidInput(field, "required")
    if len(name) > longest:
        raise errors.InvalidInput(field, "length")
    if has_control_signs(name):
        raise errors.InvalidInput(field, "control-signs")


def _by_login(session: JournalSession, login: str) -> Account:
    account = session.scalars(select(Account).where(Account.login == login)).first()
    if account is None:
        raise errors.NotFound("account", login)
    return account


def _sitter(account: Account) -> Sitter:
    return Sitter(
        account.id,
        account.login,
        account.full_name,
        Role(account.role),
        frozenset(account.sensitive_topics or ()),
    )


def _quick_ways(account: Account) -> frozenset[str]:
    ways = {"pin": account.pin_hash, "badge": account.badge_hash}
    return frozenset(way for way, kept in ways.items() if kept is not None)


def _row(account: Account) -> AccountRow:
    return AccountRow(
        account.id,
        account.login,
        account.full_name,
        Role(account.role),
        account.is_active,
        account.pin_hash is not None,
        account.badge_hash is not None,
        tuple(account.sensitive_topics or ()),
    )
