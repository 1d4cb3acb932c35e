"""OperationOutcome to short words: the platform's code and the place, never its prose.

The prose of an outcome may quote what was typed, and so never reaches a log or an error text.
"""

import re
from dataclasses import dataclass

import msgspec

_CODE = re.compile(r"[a-z-]{1,40}")
_PLACE = re.compile(r"[A-Za-z0-9_.\[\]():-]{1,120}")


@dataclass(frozen=True, slots=True)
class Issue:
    """`code` is FHIR's issue type, `place` the path of the element ("Patient.birthDate") or empty."""

    severity: str
    code: str
    place: str

    def __str__(self) -> str:
        return f"{self.code} {self.place}".strip()


class _Issue(msgspec.Struct):
    severity: str = "error"
    code: str = "unknown"
    expression: list[str] = []
    location: list[str] = []


class _Outcome(msgspec.Struct, rename="camel"):
    resource_type: str = ""
    issue: list[_Issue] = []


_decoder = msgspec.json.Decoder(_Outcome)


def issues(raw: bytes) -> tuple[Issue, ...]:
    """The errors of an OperationOutcome; empty when `raw` is none."""
    try:
        outcome = _decoder.decode(raw)
    except msgspec.DecodeError:
        return ()
    if outcome.resource_type != "OperationOutcome":
        return ()
    return tuple(
        Issue(issue.severity, issue.code if _CODE.fullmatch(issue.code) else "unknown", _place(issue))
        for issue in outcome.issue
        if issue.severity in ("fatal", "error")
    )


def is_outcome(raw: bytes) -> bool:
    """Whether the body is an OperationOutcome at all."""
    try:
        return _decoder.decode(raw).resource_type == "OperationOutcome"
    except msgspec.DecodeError:
        return False


def _place(issue: _Issue) -> str:
    for text in (*issue.expression, *issue.location):
        if _PLACE.fullmatch(text):
            return text
    return ""
