"""Doses that a visit asks about: whoever has none recorded is reminded of it beside the form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskedDose:
    """The first dose of a `group` of the immunization schedule, asked about on the form `form`.

    `missing` is said while it may be given and is not recorded, `waiting` while something stands in its way.
    """

    form: str
    group: str
    missing: str
    waiting: str
    source: str
    confidence: str
