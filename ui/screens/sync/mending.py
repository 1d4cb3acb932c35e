"""Where a refused record is put right: the place, and what it is told, by the noun of the record."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ui.screens.sync.picture import Line

Where: TypeAlias = tuple[str, dict[str, str | bool]]


def mending_place(line: Line) -> Where | None:
    """The place and what it is told, the question to begin with; None for what has no screen."""
    found = _PLACES.get(line.noun)
    if found is not None:
        return found(line)
    return ("record", {"resident_id": line.resident_id}) if line.resident_id else None


def _visit(line: Line) -> Where:
    return "visit", {"resident_id": line.resident_id, "visit_id": line.row_id, "item": line.field}


def _resident(line: Line) -> Where:
    return "register", {"resident_id": line.row_id, "item": line.field}


def _dose(line: Line) -> Where:
    return "card", {"resident_id": line.resident_id, "dose_id": line.row_id, "item": line.field}


def _background(line: Line) -> Where:
    return "card", {"resident_id": line.resident_id, "questions": True}


def _referral(line: Line) -> Where:
    return "referral", {"referral_id": line.row_id, "item": line.field, "amend": True}


def _centre_record(line: Line) -> Where:
    return "centre-record", {"record_id": line.row_id, "item": line.field}


def _appointment(line: Line) -> Where:
    return "appointments", {"appointment_id": line.row_id}


def _stock(_line: Line) -> Where:
    return "stock", {}


def _house(_line: Line) -> Where:
    return "settings", {}


_PLACES: Mapping[str, Callable[[Line], Where]] = {
    "Visit": _visit,
    "Resident": _resident,
    "Vaccination": _dose,
    "Background": _background,
    "Referral": _referral,
    "CentreRecord": _centre_record,
    "Appointment": _appointment,
    "BookingSlot": _appointment,
    **dict.fromkeys(("Lot", "Movement", "Refrigerator", "Temperature"), _stock),
    "house": _house,
}
