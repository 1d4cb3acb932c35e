"""Which document for which record, audited."""

from collections.abc import Sequence
from dataclasses import replace

from healthdesk.base.progress import Progress
from healthdesk.documents.cover_page_pdf import cover_page_pdf
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_pdf import form_pdf
from healthdesk.documents.growth_pdf import growth_pdf
from healthdesk.documents.referral_pdf import ReferralSheet, referral_pdf
from healthdesk.documents.table_pdf import Table, table_pdf
from healthdesk.domain import growth
from healthdesk.domain.access import Permission
from healthdesk.services.auditing import Auditing
from healthdesk.services.cover_page import CoverPages
from healthdesk.services.form_paper import FormPaper, FormPapers
from healthdesk.services.growth import Growth, GrowthPaper
from healthdesk.services.referrals import Referrals
from healthdesk.services.seat import Seat


class Printing:
    """Paper. The fonts are loaded once, at the first sheet or by `warm`."""

    def __init__(  # noqa: PLR0913  all are named
        self,
        *,
        referrals: Referrals,
        papers: FormPapers,
        cover_pages: CoverPages,
        growth: Growth,
        auditing: Auditing,
        seat: Seat,
    ) -> None:
        self._referrals = referrals
        self._cover_pages = cover_pages
        self._papers = papers
        self._growth = growth
        self._auditing = auditing
        self._seat = seat
        self._fonts: Fonts | None = None

    def warm(self) -> None:
        """Load the fonts ahead of the first sheet."""
        self._loaded()

    def referral(self, referral_id: str, *, is_a5: bool = False) -> bytes:
        """The signed referral as PDF, on A4 or A5.

        Raises NotFound, InvalidInput for a character no font has.
        """
        self._seat.require(Permission.REFER)
        sheet = self._referrals.sheet(referral_id)
        self._auditing.note("print", "Referral", referral_id, self._referrals.resident_of(referral_id))
        return referral_pdf(sheet, self._loaded(), is_a5=is_a5)

    def referral_back(self, referral_id: str, *, is_a5: bool = False) -> bytes:
        """What the hospital sent back, on its own form. Raises NotFound before any of it came."""
        paper = self._papers.referral_back(referral_id, self._referrals.back(referral_id))
        return self._form(paper, "Referral", [referral_id], is_a5=is_a5)

    def fits_a5(self, *form_keys: str) -> bool:
        """Whether each of these forms has a layout for A5. Raises NotFound."""
        return self._papers.fit_a5(form_keys)

    def blank(self, *form_keys: str, is_a5: bool = False) -> bytes:
        """Any forms to be filled in by hand, those on A5 that can be. Raises NotFound."""
        return self._form(self._papers.blank(form_keys), is_a5=is_a5)

    def visit(self, *visit_ids: str, is_a5: bool = False) -> bytes:
        """A record in the version of its form it was signed in, or several that were written on one sheet.

        Raises NotFound, NotAllowed, InvalidInput.
        """
        return self._form(self._papers.visit(visit_ids), "Visit", visit_ids, is_a5=is_a5)

    def visits(self, resident_id: str, form_key: str, *, is_a5: bool = False) -> bytes:
        """All records of a resident on one form, in columns where the paper has columns. Raises NotFound."""
        return self._form(self._papers.visits(resident_id, form_key), "Visit", is_a5=is_a5)

    def archive(self, resident_id: str, form_key: str) -> bytes:
        """Personal information or cover of a resident. Raises NotFound."""
        return self._form(self._papers.archive(resident_id, form_key), "Resident", [resident_id])

    def growth_chart(self, resident_id: str) -> bytes:
        """A child's growth chart with its points. Raises NotFound; InvalidInput without sex or birth date."""
        paper = self._growth.paper(resident_id)
        self._auditing.note("print", "Resident", resident_id, resident_id)
        return self._chart(paper)

    def blank_growth_chart(self, sex: str) -> bytes:
        """The chart of boys (`male`) or girls (`female`), to be drawn by hand. Raises InvalidInput."""
        return self._chart(self._growth.blank(sex))

    def _chart(self, paper: GrowthPaper) -> bytes:
        return growth_pdf(paper.sheet, paper.header, growth.tables(), self._loaded())

    def cover_page(self, resident_id: str) -> bytes:
        """The cover page of an archive, built from its records. Raises NotFound, InvalidInput."""
        sheet = self._cover_pages.of(resident_id)
        self._auditing.note("print", "Resident", resident_id, resident_id)
        return cover_page_pdf(sheet.header, sheet.page, self._loaded())

    def centre_record(self, record_id: str) -> bytes:
        """A record about nobody. Raises NotFound, NotAllowed, InvalidInput."""
        return self._form(self._papers.centre_record(record_id), "CentreRecord", [record_id])

    def register(self, form_key: str, year: int) -> bytes:
        """The records about nobody of a year on one form. Raises NotFound, NotAllowed, InvalidInput."""
        return self._form(self._papers.register(form_key, year), "CentreRecord")

    def _form(
        self, paper: FormPaper, noun: str = "", row_ids: Sequence[str] = (), *, is_a5: bool = False
    ) -> bytes:
        """Handing out a record is audited; a blank form is nothing that could be looked at."""
        if noun and not row_ids:
            self._auditing.note("print", noun, None, paper.resident_id or None)
        for row_id in row_ids:
            self._auditing.note("print", noun, row_id, paper.resident_id or None)
        return form_pdf(paper.forms, paper.header, self._loaded(), is_a5=is_a5)

    def draw(self, sheet: ReferralSheet, *, is_a5: bool = False) -> bytes:
        """A sheet that is being filled in, for the preview; nothing is audited, for nothing is handed out."""
        return referral_pdf(sheet, self._loaded(), is_a5=is_a5)

    def table(self, table: Table, progress: Progress | None = None) -> bytes:
        """A list of residents as PDF, audited. Raises Cancelled."""
        self._seat.require(Permission.PRINT_LISTS)
        self._auditing.note("print", "List", None, None)
        return table_pdf(table, self._loaded(), progress)

    def conflict(self, key: str, resident_id: str | None, table: Table) -> bytes:
        """What stands here and there of a record, undecided, headed by whose it is. Audited.

        Raises NotFound, InvalidInput for a character no font has.
        """
        self._seat.require(Permission.VIEW_RECORD)
        header = self._papers.header(resident_id) if resident_id else None
        self._auditing.note("print", "Conflict", key, resident_id)
        return table_pdf(replace(table, header=header), self._loaded())

    def fonts(self) -> Fonts:
        """The fonts of all paper, loaded once."""
        return self._loaded()

    def _loaded(self) -> Fonts:
        if self._fonts is None:
            self._fonts = Fonts.load()
        return self._fonts
