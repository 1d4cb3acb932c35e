"""The numbers an auditor counts with, from resources/quality.json; each says where it comes from."""

from dataclasses import dataclass

import msgspec

from healthdesk.base.paths import resources


@dataclass(frozen=True, slots=True)
class Limit:
    """One number, its words, its bounds, its source and how sure that is."""

    value: int
    title: str
    unit: str
    low: int
    high: int
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Limits:
    """`faults_allowed` empty or wrong items still make a standard record; shares are in percent."""

    faults_allowed: Limit
    identical_in_a_row: Limit
    identical_codes: Limit
    rounded_share_percent: Limit
    rounded_at_least: Limit
    late_share_percent: Limit
    late_at_least: Limit

    @classmethod
    def read(cls) -> "Limits":
        """The shipped numbers."""
        return msgspec.json.decode((resources() / "quality.json").read_bytes(), type=cls)
