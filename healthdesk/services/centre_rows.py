"""The records about nobody as the front ends are given them."""

from dataclasses import dataclass
from datetime import date, datetime

from healthdesk.domain.forms.filling import Filling
from healthdesk.services.centre_numbers import Twin


@dataclass(frozen=True, slots=True)
class CentreForm:
    """A form of the centre that may be written. The records of a register are lines of one yearly paper."""

    key: str
    title: str
    short_title: str
    is_register: bool


@dataclass(frozen=True, slots=True)
class CentreSheet:
    """A sheet about nobody, fresh or as it was left."""

    filling: Filling
    from_draft: bool = False


@dataclass(frozen=True, slots=True)
class CentreRecordRow:
    """A record in a list. `number` counts within its form and year; `about` is the answer its form names.

    `version` is the row_version that was looked at. `is_raw`: of a form version that is not known here, or
    not readable; it is listed, with `about` as it came, and not opened. `twin` is the record that another
    desk gave the same number.
    """

    id: str
    form: str
    title: str
    on: date
    year: int
    number: int
    about: str
    status: str
    signed_by: str
    signed_at: datetime
    is_late_entry: bool
    amend_reason: str | None
    version: int
    is_raw: bool = False
    twin: Twin | None = None


@dataclass(frozen=True, slots=True)
class SignedCentreRecord:
    """What signing settled."""

    id: str
    year: int
    number: int


@dataclass(frozen=True, slots=True)
class Correction:
    """A signed record as it stands (`filling`), and what somebody has begun to write over it, with `reason`.

    `is_overtaken`: it was corrected elsewhere since; `draft` then holds the record as it stands, with what
    was written beside it.
    """

    row: CentreRecordRow
    filling: Filling
    draft: Filling | None = None
    reason: str = ""
    is_overtaken: bool = False
