"""Which document for which record, audited."""

from healthdesk.documents.fonts import Fonts
from healthdesk.documents.referral_pdf import ReferralSheet, referral_pdf
from healthdesk.documents.table_pdf import Table, table_pdf
from healthdesk.domain.access import Permission
from healthdesk.services.auditing import Auditing
from healthdesk.services.referrals import Referrals
from healthdesk.services.seat import Seat


class Printing:
    """Paper. The fonts are loaded once, at the first sheet or by `warm`."""

    def __init__(self, *, referrals: Referrals, auditing: Auditing, seat: Seat) -> None:
        self._referrals = referrals
        self._auditing = auditing
        self._seat = seat
        self._fonts: Fonts | None = None

    def warm(self) -> None:
        """Load the fonts ahead of the first sheet."""
        self._loaded()

    def referral(self, referral_id: str) -> bytes:
        """The signed referral as PDF. Raises NotFound, InvalidInput for a character no font has."""
        self._seat.require(Permission.REFER)
        sheet = self._referrals.sheet(referral_id)
        self._auditing.note("print", "Referral", referral_id, self._referrals.resident_of(referral_id))
        return referral_pdf(sheet, self._loaded())

    def draw(self, sheet: ReferralSheet) -> bytes:
        """A sheet that is being filled in, for the preview; nothing is audited, for nothing is handed out."""
        return referral_pdf(sheet, self._loaded())

    def table(self, table: Table) -> bytes:
        """A list of residents as PDF, audited. Raises InvalidInput for a character no font has."""
        self._seat.require(Permission.PRINT_LISTS)
        self._auditing.note("print", "List", None, None)
        return table_pdf(table, self._loaded())

    def _loaded(self) -> Fonts:
        if self._fonts is None:
            self._fonts = Fonts.load()
        return self._fonts
