"""The invariants I1 to I12 of sync.md 1, asked of a world: after every step, and at rest."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import bundles, resources
from healthdesk.fhir.mapping import ROWS
from healthdesk.store import consistency
from healthdesk.store.audit import AuditEntry
from healthdesk.store.platform import PLATFORM, Ack, Cursor, Head, InboxEntry, Intent, IntentItem, Version
from healthdesk.sync.order import IGNORED
from healthdesk.trials.syncing import told
from healthdesk.trials.syncing.shelves import RECEIVED, without_own
from healthdesk.trials.syncing.stations import MAPPER, Station
from healthdesk.trials.syncing.world import UNKNOWN, World

PRIMARY = {"Resident": "Patient", "Visit": "QuestionnaireResponse"}


@dataclass
class Oracles:
    """Remembers what it saw, so that nothing may vanish. A fault is a sentence with its number."""

    world: World
    versions: defaultdict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    rows: defaultdict[int, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    seen_log: int = 0

    def after_a_step(self) -> list[str]:
        """What is wrong now."""
        faults = [*self._platform()]
        for at, desk in enumerate(self.world.desks):
            with desk.database.reading() as session:
                found = [
                    *self._saved(session, at),
                    *self._acknowledged(session),
                    *self._unsent(session),
                    *self._kept(session, at),
                    *self._cursor(session, at),
                    *self._rows(desk, at),
                ]
            faults += [f"desk {at}: {fault}" for fault in found]
        return faults

    def at_rest(self) -> list[str]:
        """What is wrong when all is quiet."""
        faults = self.after_a_step()
        first = self._living(self.world.desks[0])
        for at, desk in enumerate(self.world.desks):
            with desk.database.reading() as session:
                faults += [f"desk {at} I2: {state} at rest" for state in _open_states(session)]
                faults += [f"desk {at}: {held} of an export is held at rest" for held in _held(session)]
                faults += [f"desk {at}: {fault}" for fault in _inconsistent(session)]
                faults += [f"desk {at} I6: {gap}" for gap in self._gaps(session, at, None)]
            rows = self._living(desk)
            faults += [
                f"desk {at}: {key} differs"
                for key in first.keys() | rows.keys()
                if first.get(key) != rows.get(key)
            ]
        return faults + list(self._everywhere())

    def _living(self, desk: Station) -> dict[tuple[str, str], dict[str, Any]]:
        """All but what was deleted before the other desk ever heard of it: hidden here, unknown there."""
        return {key: row for key, row in desk.rows().items() if key[1] not in self.world.deleted}

    def _saved(self, session: Session, at: int) -> Iterator[str]:
        """I1: what was shown as saved has its version, its intent and its audit entry."""
        for promise in self.world.promises:
            if promise.desk != at:
                continue
            bodies = session.execute(
                select(Version.seq, Version.body).where(
                    Version.row_id == promise.row_id, Version.origin == "local"
                )
            ).all()
            seqs = [seq for seq, body in bodies if promise.mark.encode() in body]
            if not seqs:
                yield f"I1: {promise} has no version"
                continue
            items = select(IntentItem.intent_id).where(IntentItem.version_seq.in_(seqs))
            if session.scalar(items.limit(1)) is None and not self._was_replaced(session, seqs):
                yield f"I1: {promise} has no intent"
            audit = select(AuditEntry.seq).where(AuditEntry.row_id == promise.row_id)
            if session.scalar(audit.limit(1)) is None:
                yield f"I1: {promise} has no audit entry"

    def _was_replaced(self, session: Session, seqs: list[int]) -> bool:
        """A newer version of the same resource was made on top of it, and the save carries that one."""
        newer = select(Version.seq).where(Version.parent_a.in_(seqs) | Version.parent_b.in_(seqs))
        return session.scalar(newer.limit(1)) is not None

    def _acknowledged(self, session: Session) -> Iterator[str]:
        """I2: what counts as sent is there, word for word, under the version that was written down."""
        log = {(one.type, one.id, one.version): one.body for one in told.log(self.world.line)}
        acked = session.execute(
            select(Version.type, Version.id, Version.body, Ack.server_version)
            .join(Ack, Ack.version_seq == Version.seq)
            .where(Ack.remote_id == PLATFORM, Version.origin.in_(("local", "merge")))
        )
        for type_, id_, body, version in acked:
            there = log.get((type_, id_, version))
            if there is None or _said(there) != _said(body):
                yield f"I2: {type_}/{id_} is acknowledged as version {version}, which is not ours"
        for kind, row_id in session.execute(
            select(Intent.kind, Version.row_id)
            .join(IntentItem, IntentItem.intent_id == Intent.id)
            .join(Version, Version.seq == IntentItem.version_seq)
            .where(Intent.state == "acked", Intent.kind == "visit", Version.type == "QuestionnaireResponse")
        ):
            if not any(key[:2] == ("QuestionnaireResponse", row_id) for key in log):
                yield f"I2: {kind} {row_id} counts as sent and never arrived"

    def _unsent(self, session: Session) -> Iterator[str]:
        """I4: a head with unsent work shows that work."""
        heads = session.execute(
            select(Head.type, Head.id, Version.origin)
            .join(Version, Version.seq == Head.working_seq)
            .where(Head.state.in_(("dirty", "diverged")), Version.origin == "remote")
        )
        for type_, id_, _ in heads:
            apart = select(Head.state).where(Head.type == type_, Head.id == id_)
            if session.scalar(apart) == "dirty":
                yield f"I4: {type_}/{id_} lost unsent work to a download"

    def _kept(self, session: Session, at: int) -> Iterator[str]:
        """I5: no version is ever taken away or written over."""
        now = {row.seq: row.hash for row in session.execute(select(Version.seq, Version.hash))}
        before, self.versions[at] = self.versions[at], now
        for seq, hash_ in before.items():
            if now.get(seq) != hash_:
                yield f"I5: version {seq} is gone or another"

    def _cursor(self, session: Session, at: int) -> Iterator[str]:
        """I6: everything up to the mark was stored, but for what was committed late."""
        cursors = session.scalars(select(Cursor).where(Cursor.remote_id == PLATFORM)).all()
        for cursor in cursors:
            high = resources.moment(cursor.high_server_time)
            if high is not None and cursor.stream == "history/":
                yield from (f"I6: {gap}" for gap in self._gaps(session, at, high.isoformat()))

    def _gaps(self, session: Session, at: int, high: str | None) -> Iterator[str]:
        """Versions there that this desk never stored, up to a moment."""
        inbox = select(InboxEntry.type, InboxEntry.id, InboxEntry.server_version)
        acked = select(Version.type, Version.id, Ack.server_version).join(Ack, Ack.version_seq == Version.seq)
        known = {tuple(row) for row in [*session.execute(inbox), *session.execute(acked)]}
        line, over = self.world.line, self._over(at)
        shows_all = line.keeps_history and not line.skips_ties
        for one in told.log(line):
            stored = one.stored
            is_newest = line.state.get((stored.type, stored.id)) is stored and stored.body is not None
            if not shows_all and not is_newest:
                continue  # an older version of one instant, or of a platform without history
            if one.type in IGNORED or (high and (stored.is_late or stored.time.isoformat() > high)):
                continue
            if (one.type, one.id, one.version) not in known and id(stored) not in over:
                yield f"{one.type}/{one.id} version {one.version} was passed over"

    def _over(self, at: int) -> set[int]:
        """What no export carries: versions that were written over or deleted before the one was begun."""
        before = self.world.line.log[: self.world.exported.get(at, 0)]
        newest = {(one.type, one.id): one for one in before}
        return {id(one) for one in before if one.body is None or one is not newest[one.type, one.id]}

    def _rows(self, desk: Station, at: int) -> Iterator[str]:
        """I10: rows never vanish, and are hidden only by a person or by a deletion there."""
        now = set(desk.rows())
        gone, self.rows[at] = self.rows[at] - now, now
        yield from (f"I10: {key} vanished" for key in gone)

    def _platform(self) -> Iterator[str]:
        """I3 and I8, as the platform's own log tells: nothing overwritten unseen, unknown words kept."""
        line = self.world.line
        if line.honours_if_match:
            yield from self._blind_writes()
        for resident in self.world.planted:
            if UNKNOWN not in told.newest(line, "Patient", resident).get("extension", []):
                yield f"I8: Patient/{resident} lost what we do not know"

    def _blind_writes(self) -> Iterator[str]:
        log, self.seen_log = self.world.line.log[self.seen_log :], len(self.world.line.log)
        for one in log:
            if one.is_blind and one.type not in IGNORED:
                yield f"I3: {one.type}/{one.id} version {one.version} was written over another unseen"

    def _everywhere(self) -> Iterator[str]:
        """Every save that was shown as saved is on the platform, as it is or in what came of it."""
        there = {(one.type, one.id) for one in told.log(self.world.line)}
        for promise in self.world.promises:
            if (PRIMARY[promise.noun], promise.row_id) not in there:
                yield f"{promise} never arrived"
        yield from self._added()

    def _added(self) -> Iterator[str]:
        """I8: what the platform added to a first version stays, whatever was written since.

        One whose pages skip ties may never have shown it.
        """
        if self.world.line.skips_ties:
            return
        versions: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for one in told.log(self.world.line):
            if one.type not in IGNORED and one.id not in self.world.deleted:
                versions[one.type, one.id].append(canonical.decode(one.body or b"{}"))
        for (type_, id_), bodies in versions.items():
            first, newest = bodies[0].get("extension", ()), bodies[-1]
            if RECEIVED in first and newest and RECEIVED not in newest.get("extension", ()):
                yield f"I8: {type_}/{id_} lost what the platform added"


def _said(body: bytes) -> dict[str, Any]:
    """What a body says but for what the platform adds to it."""
    return bundles.content(without_own(canonical.decode(body)))


def _open_states(session: Session) -> list[str]:
    return list(session.scalars(select(Intent.state).where(Intent.state.not_in(("acked", "discarded")))))


def _held(session: Session) -> list[str]:
    return list(session.scalars(select(InboxEntry.id).where(InboxEntry.state == "held")))


def _inconsistent(session: Session) -> list[str]:
    return [
        *consistency.version_faults(session, bundles.fingerprint),
        *consistency.head_faults(session, tuple(ROWS.values()), MAPPER.freeze, bundles.fingerprint),
        *consistency.intent_faults(session),
    ]
