"""The bulk export of the platform of the trials, and the ways in which one may lie."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from healthdesk.base import canonical
from healthdesk.trials.syncing.piecemeal import piece
from healthdesk.trials.syncing.shelves import BASE, Refusal, Shelves, Stored

Said = tuple[int, bytes, dict[str, str]]
JSON = {"Content-Type": "application/json"}
ELSEWHERE, INSIDE = "http://elsewhere.test/bucket", "http://inside.test:8080/fhir"
"""A store that keeps its files, and what it calls itself behind a proxy."""


@dataclass
class Export:
    """One job: what was there when it was begun, by type; so many `versions` had been committed."""

    time: str
    lines: dict[str, list[bytes]]
    made: datetime
    versions: int = 0
    polls: int = 0
    downloads: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Exporting(Shelves):
    """`exports` is empty where none is offered, one of `GIVEN`, or one of `ALL_LIES`.

    It is done after so many `polls`. `pieces` says how the rest of a file is given (piecemeal.py); not at
    all when it is empty.
    """

    exports: str = ""
    pieces: str = ""
    polls: int = 0
    jobs: list[Export] = field(default_factory=list)
    ended: set[int] = field(default_factory=set)

    def export(
        self, method: str, path: list[str], query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Said:
        """What is answered to a request about an export. Raises Refusal."""
        match method, path:
            case "GET", ["$export"]:
                return self._begin(query)
            case "GET", ["$job", number]:
                return self._ask(int(number))
            case "DELETE", ["$job", number]:
                self._job(int(number), "expired-job")
                self.ended.add(int(number))
                return 202, b"", {}
            case "GET", ["$file", number, type_]:
                return self._file(int(number), type_, headers)
        raise Refusal(405, "not-supported")

    def _begin(self, query: Mapping[str, str]) -> Said:
        """202 and where to ask."""
        if not self.exports or self.exports in NOES:
            raise Refusal(NOES.get(self.exports, 404), "forbidden")
        lines: dict[str, list[bytes]] = {type_: [] for type_ in query["_type"].split(",")}
        for one in self.state.values():
            if one.type in lines and one.body is not None:
                lines[one.type].append(_line(one))
        found = {type_: some for type_, some in lines.items() if some}
        made = Export(self.now.isoformat(), found, self.now - timedelta(minutes=2), len(self.log))
        if lie := LIES.get(self.exports):
            lie(made)
        self.jobs.append(made)
        place = "http://[" if self.exports == "no-place" else f"{BASE}/$job/{len(self.jobs) - 1}"
        return 202, b"", {"Content-Location": place} | ({"Date": ""} if self.exports == "no-clock" else {})

    def _ask(self, number: int) -> Said:
        """202 until it is done; then which files there are."""
        job = self._job(number, "expired-job")
        job.polls += 1
        if job.polls <= self.polls or self.exports == "never-ends":
            return 202, b"", {"Retry-After": "0"}
        if self.exports == "fails":
            return 500, b"", {}
        host = {"elsewhere": ELSEWHERE, "misnamed": INSIDE}.get(self.exports, BASE)
        files = [
            {"type": type_, "url": f"{host}/$file/{number}/{type_}", "count": len(lines)}
            for type_, lines in job.lines.items()
        ]
        if self.exports == "uncounted":
            files = [{"type": one["type"], "url": one["url"]} for one in files]
        said: dict[str, Any] = {"transactionTime": job.time, "request": BASE, "requiresAccessToken": True}
        said |= {"output": files, "error": []}
        if lie := MANIFEST_LIES.get(self.exports):
            lie(said)
        return 200, canonical.encode(said), JSON

    def _file(self, number: int, type_: str, headers: Mapping[str, str]) -> Said:
        """The lines of one type, or the rest of them."""
        job = self._job(number, "expired-file")
        job.downloads.append(type_)
        if self.exports == "redirects":
            return 302, b"", {"Location": f"{ELSEWHERE}/file"}
        raw = b"".join(line + b"\n" for line in job.lines[type_])
        found = piece(raw, job.made, headers, self.pieces)
        return found.status, found.body, found.headers

    def _job(self, number: int, expired: str) -> Export:
        if number >= len(self.jobs) or number in self.ended or self.exports == expired:
            raise Refusal(404, "not-found")
        return self.jobs[number]


def _line(one: Stored) -> bytes:
    return one.body or b""


def _without(*path: str) -> Callable[[Export], None]:
    """The first person lacks an element."""

    def lie(job: Export) -> None:
        body = canonical.decode(job.lines["Patient"][0])
        where = body
        for name in path[:-1]:
            where = where[name]
        del where[path[-1]]
        job.lines["Patient"][0] = canonical.encode(body)

    return lie


def _garbled(job: Export) -> None:
    job.lines["Patient"][0] = job.lines["Patient"][0][:-20]


def _lacking(job: Export) -> None:
    job.lines["Patient"].pop()


def _lacking_type(job: Export) -> None:
    del job.lines["Encounter"]


def _doubled(job: Export) -> None:
    job.lines["Patient"][0] = job.lines["Patient"][1]


def _of_others(job: Export) -> None:
    body = canonical.decode(job.lines["Patient"][0])
    job.lines["Patient"].append(canonical.encode({**body, "id": "of-another-township"}))


def _misplaced(job: Export) -> None:
    job.lines["Patient"].append(job.lines["Encounter"].pop())


LIES: Mapping[str, Callable[[Export], None]] = {
    "no-id": _without("id"),
    "no-version": _without("meta", "versionId"),
    "no-time": _without("meta", "lastUpdated"),
    "garbled": _garbled,
    "lacks-one": _lacking,
    "lacks-a-type": _lacking_type,
    "one-twice": _doubled,
    "of-others": _of_others,
    "misplaced": _misplaced,
}

MANIFEST_LIES: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "errors": lambda said: said.update(error=[{"type": "OperationOutcome", "url": f"{BASE}/$file/0/x"}]),
    "miscounted": lambda said: said["output"][0].update(count=said["output"][0]["count"] + 1),
    "of-the-future": lambda said: said.update(transactionTime="2031-01-01T00:00:00Z"),
    "of-no-time": lambda said: said.update(transactionTime="yesterday"),
    "without-zone": lambda said: said.update(transactionTime="2026-11-02T09:00:00"),
    "of-other-types": lambda said: said["output"].append({"type": "Basic", "url": f"{BASE}/$file/0/Basic"}),
    "of-no-place": lambda said: said["output"][0].update(url="http://["),
    "without-files": lambda said: said.update(output=[]),
    "no-manifest": lambda said: said.clear(),
}
NOES: Mapping[str, int] = {"refuses": 403, "knows-nobody": 401, "has-no-room": 507}
GIVEN = ("well", "misnamed", "uncounted")
"""As they should be, if under another host's name or without saying how many lines each file has."""

WRONG_ANSWERS = ("no-place", "no-clock", "fails", "redirects", "never-ends")
LOST = ("expired-job", "expired-file", "elsewhere")
ALL_LIES = (*LIES, *MANIFEST_LIES, *NOES, *WRONG_ANSWERS, *LOST)
