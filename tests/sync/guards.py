"""What holds each failure case of sync.md 10, and how to take it out, for a test must fail without it."""

from typing import NamedTuple

SYNC = "healthdesk/sync/"
STORE = "healthdesk/store/"


class Guard(NamedTuple):
    """`test` (a file and a -k word) must fail when `old` in `file` becomes `new`. `where` is its function."""

    case: str
    test: str
    file: str
    where: str
    old: str
    new: str


SENDING, MEETING = "test_failures_sending.py", "test_failures_meeting.py"
RECEIVING, SURVIVING, LINES = (
    "test_failures_receiving.py",
    "test_failures_surviving.py",
    "test_failures_lines.py",
)

SENTINEL_MATCH = (
    "held.sentinel_id, moved, held.version)",
    "held.sentinel_id, moved)",
)
VERDICT = (
    "if found.request_id in held.sent and found.counter > held.counter:",
    "if False:",
)
CLONED = (
    '    raise ClonedWorkstation("counter")\n\n\ndef written',
    "    return Verdict.UNMOVED, None\n\n\ndef written",
)
BASES = ("Entry(item.type, item.id, item.body, item.base)", "Entry(item.type, item.id, item.body)")
VOIDED = ('return path == ("status",) and', "return False and")
SAME = (
    "        if here == there:\n            return None, here",
    "        if False:\n            return None, here",
)

GUARDS = (
    Guard(
        "F01",
        SURVIVING,
        STORE + "database.py",
        "Database.writing",
        "                yield session\n                journal.finish(session, work)\n",
        "                try:\n"
        "                    yield session\n"
        "                finally:\n"
        "                    journal.finish(session, work)\n"
        "                    session.commit()\n",
    ),
    Guard("F02", SURVIVING, STORE + "journal.py", "finish", "    audit.append(session, work.entries)\n", ""),
    Guard(
        "F03",
        SENDING,
        SYNC + "transactions.py",
        "Transactions._note",
        "        settle.sending(session, link, request_id, saves)\n",
        "",
    ),
    Guard("F04", SENDING, SYNC + "sentinel.py", "_judged", *VERDICT),
    Guard("F05", SENDING, SYNC + "sentinel.py", "_judged", *VERDICT),
    Guard("F06", SENDING, SYNC + "sentinel.py", "_judged", *VERDICT),
    Guard("F07", SENDING, SYNC + "parcels.py", "bundle", *SENTINEL_MATCH),
    Guard("F08", SENDING, SYNC + "parcels.py", "bundle", *SENTINEL_MATCH),
    Guard(
        "F08",
        SENDING,
        SYNC + "apply.py",
        "_meet",
        "if unit.is_guarded and is_new and overwritten.is_echo(session, link, head, entry):",
        "if False:",
    ),
    Guard(
        "F09",
        SENDING,
        SYNC + "transactions.py",
        "Transactions._post",
        "except (AnswerUnclear, ValueError) as unclear:",
        "except AnswerUnclear as unclear:",
    ),
    Guard(
        "F10",
        SENDING,
        SYNC + "transactions.py",
        "Transactions._post",
        "            self._unclear(parcel, unclear)\n",
        "            with link.writing() as session:\n"
        "                settle.close(session, [one.id for one in parcel.saves], 'acked')\n",
    ),
    Guard(
        "F11",
        SENDING,
        "healthdesk/fhir/bundles.py",
        "_reply",
        """    if f"{type_}/{id_}/" not in""",
        """    if False and f"{type_}/{id_}/" not in""",
    ),
    Guard(
        "F12",
        SENDING,
        SYNC + "guarded.py",
        "OneByOne._write_whole",
        "        for item in _parents_first(save.items):\n            self._write",
        "        for item in reversed(save.items):\n            self._write",
    ),
    Guard(
        "F13",
        SENDING,
        SYNC + "setbacks.py",
        "Setbacks._refused",
        "return\n        self._put_back()\n        if len(parcel.saves) > 1:\n",
        "return\n        self._put_back()\n        if False:\n",
    ),
    Guard(
        "F14", SENDING, SYNC + "settle.py", "_contain", "            _contain(session, intent, item)\n", ""
    ),
    Guard(
        "F14",
        SENDING,
        SYNC + "queue.py",
        "_Waiting.holds",
        "        return bool(self.unborn) and any(",
        "        return False and any(",
    ),
    Guard("F15", SENDING, SYNC + "parcels.py", "ready", *BASES),
    Guard("F16", SENDING, SYNC + "engine.py", "_send", "for _ in range(ROUNDS):", "for _ in range(50):"),
    Guard(
        "F17",
        SENDING,
        SYNC + "guarded.py",
        "OneByOne._between",
        "        found: list[PageEntry] = []\n        for one in self._since",
        "        found: list[PageEntry] = []\n        return found\n        for one in self._since",
    ),
    Guard(
        "F18",
        SENDING,
        SYNC + "guarded.py",
        "OneByOne._ours",
        "if current is None or current.body is None or current.version == item.base:",
        "if True:",
    ),
    Guard(
        "F19",
        SENDING,
        SYNC + "settle.py",
        "close",
        "    connection.exec_driver_sql(_CLOSED, [(state, intent_id) for intent_id in intent_ids])\n",
        "    session.execute(update(Intent).where(OPEN).values(state=state))\n",
    ),
    Guard("F20", MEETING, SYNC + "merge.py", "_Sides._is_voided", *VOIDED),
    Guard("F21", MEETING, SYNC + "merge.py", "_Sides._is_voided", *VOIDED),
    Guard("F22", MEETING, SYNC + "merge.py", "_Sides.decide", *SAME),
    Guard("F23", MEETING, SYNC + "merge.py", "_Sides.decide", *SAME),
    Guard(
        "F24",
        SURVIVING,
        STORE + "search/likeness.py",
        "duplicates",
        "    alike = [one for one in found if one is not None]",
        "    alike = []",
    ),
    Guard(
        "F25",
        MEETING,
        SYNC + "rows.py",
        "refresh",
        "            elif change is not None:",
        "            elif change is not None and noun != 'Vaccination':",
    ),
    Guard(
        "F26",
        RECEIVING,
        SYNC + "pull.py",
        "Puller._keep",
        "            self._stage(session, fresh)\n"
        "            cursors.move(session, self._link.remote_id, self._stream, reached)\n",
        "            cursors.move(session, self._link.remote_id, self._stream, reached)\n"
        "        with self._link.writing() as session:\n"
        "            self._stage(session, fresh)\n",
    ),
    Guard(
        "F27",
        RECEIVING,
        SYNC + "engine.py",
        "_work",
        "    _apply_left(link)\n",
        "",
    ),
    Guard(
        "F28",
        RECEIVING,
        SYNC + "cursors.py",
        "Mark.since",
        "self.high - timedelta(seconds=self.overlap_s)",
        "self.high",
    ),
    Guard(
        "F29",
        RECEIVING,
        SYNC + "pull.py",
        "Puller._passed_over",
        "        return self._of_instant(boundary)",
        "        return []",
    ),
    Guard(
        "F30",
        RECEIVING,
        SYNC + "pull.py",
        "Puller.pull",
        "        for _ in range(RESTARTS):",
        "        for _ in range(1):",
    ),
    Guard(
        "F31",
        RECEIVING,
        SYNC + "cursors.py",
        "Mark.since",
        "self.high - timedelta(seconds=self.overlap_s)",
        "self.high + timedelta(seconds=9)",
    ),
    Guard(
        "F32",
        RECEIVING,
        SYNC + "rows.py",
        "_thawed",
        "except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:",
        "except ZeroDivisionError as error:",
    ),
    Guard(
        "F33",
        RECEIVING,
        STORE + "versions.py",
        "keep",
        "freeze(row, keeper.body)",
        "freeze(row, lambda *_: None)",
    ),
    Guard(
        "F34",
        RECEIVING,
        SYNC + "apply.py",
        "_apply_unit",
        "        wanted.note(session, link, applied, unit.spoken)\n",
        "",
    ),
    Guard(
        "F35",
        RECEIVING,
        SYNC + "apply.py",
        "_move",
        "        unit.moved += rows.owners_of_deleted(*piece.key)\n",
        "        pass\n",
    ),
    Guard(
        "F37",
        RECEIVING,
        SYNC + "cursors.py",
        "Stream.scope_key",
        'return hashlib.sha256(self.scope.encode()).hexdigest() if self.scope else ""',
        'return ""',
    ),
    Guard(
        "F38",
        SURVIVING,
        SYNC + "sentinel.py",
        "_judged",
        "        raise RestoredPlatform(found)\n    raise",
        "        pass\n    raise",
    ),
    Guard("F39", SURVIVING, SYNC + "sentinel.py", "_judged", *CLONED),
    Guard("F40", SURVIVING, SYNC + "sentinel.py", "_judged", *CLONED),
    Guard(
        "F41",
        SURVIVING,
        SYNC + "pull.py",
        "Puller._pass",
        "reached = mark.reached(top, clock, now)",
        "reached = self._link.clock.now()",
    ),
    Guard("F42", SURVIVING, STORE + "cipher.py", "understood", 'if "full" in text:', 'if "fuller" in text:'),
    Guard(
        "F43",
        SURVIVING,
        STORE + "lock.py",
        "StoreLock.acquire",
        "while not _try_lock(stream):",
        "while False:",
    ),
    Guard(
        "F44",
        SURVIVING,
        STORE + "cipher.py",
        "faults",
        "        found.append(str(error) or type(error).__name__)\n    return found",
        "        pass\n    return []",
    ),
    Guard(
        "F45",
        SURVIVING,
        "healthdesk/fhir/bundles.py",
        "_put",
        'b\',"resource":\' + entry.body + b"}"',
        "b',\"resource\":' + canonical.encode(canonical.decode(entry.body) | {'language': 'zh'}) + b\"}\"",
    ),
    Guard(
        "F46",
        SURVIVING,
        STORE + "database.py",
        "Database.open",
        "        if found > schema.CURRENT:",
        "        if False:",
    ),
    Guard(
        "F48",
        SURVIVING,
        SYNC + "answers.py",
        "judged",
        "raise _PAUSES[status](str(status))",
        "raise AnswerUnclear(str(status))",
    ),
    Guard(
        "F49",
        LINES,
        SYNC + "engine.py",
        "_is_line_bad",
        "        return has_met and",
        "        return False and",
    ),
    Guard(
        "F50",
        SURVIVING,
        SYNC + "settle.py",
        "unclear",
        '("sending",), state="unknown", but',
        '("sending",), state="queued", but',
    ),
    Guard("F51", SURVIVING, SYNC + "engine.py", "Engine.stop", "        self._stop.set()\n", ""),
    Guard("F52", SURVIVING, SYNC + "parcels.py", "ready", *BASES),
    Guard(
        "F53",
        LINES,
        SYNC + "session.py",
        "new_session",
        "    session.verify = authority or True\n",
        "    session.verify = False\n",
    ),
    Guard(
        "F54",
        LINES,
        SYNC + "pull.py",
        "Puller._pause",
        "            cursors.pause(session, self._link.remote_id, self._stream, mark)\n",
        "",
    ),
    Guard(
        "F55",
        SURVIVING,
        SYNC + "engine.py",
        "Engine._remember",
        "if is_reached and not _is_worth_a_note(link, moved, now):",
        "if False:",
    ),
)
"""F36 and F47 have no code to take out: nothing hides what is absent, or deletes what is unsent."""
