"""The papers of a signed referral, in the size that was chosen: the sheet, and the one that came back."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from healthdesk.services.referrals import ReferralRow
from ui.kit.i18n import translate
from ui.kit.paper_out import PaperOut, Sheet
from ui.widgets.paper_sizes import PaperSizes, named

if TYPE_CHECKING:
    from healthdesk.desk import Desk

KIND = "referral"
"""What the size of the paper is remembered by, of the sheet and of the one that comes back."""


class Papers:
    """Puts them out through the screen's own paper."""

    def __init__(self, desk: "Desk", out: PaperOut) -> None:
        self._desk, self._out = desk, out
        self._sizes = PaperSizes(desk.folder)

    @property
    def is_a5(self) -> bool:
        """Whether half the size was chosen."""
        return self._sizes.is_a5(KIND)

    def resize(self, *, is_a5: bool) -> None:
        """Remember the choice."""
        self._sizes.remember(KIND, is_a5=is_a5)

    def put(self, row: ReferralRow) -> None:
        """The sheet, printed."""
        self._out.put_on_paper(self._sheet(row))

    def save(self, row: ReferralRow) -> None:
        """The sheet, as a file."""
        self._out.save(replace(self._sheet(row), name=row.number))

    def put_back(self, row: ReferralRow) -> None:
        """What came back, printed."""
        is_a5 = self.is_a5
        make = partial(self._desk.printing.referral_back, row.id, is_a5=is_a5)
        title = named(translate("Referral", "转诊回执单"), is_a5=is_a5)
        sheet = Sheet(named(f"referral-back {row.id}", is_a5=is_a5), title, make, row.resident_id)
        self._out.put_on_paper(sheet)

    def _sheet(self, row: ReferralRow) -> Sheet:
        is_a5 = self.is_a5
        make = partial(self._desk.printing.referral, row.id, is_a5=is_a5)
        title = named(translate("Referral", "转诊单"), is_a5=is_a5)
        return Sheet(named(f"referral {row.id}", is_a5=is_a5), title, make, row.resident_id)
