"""Which fillings stand on which sheet: side by side as they come, or each in its visit's column."""

from collections.abc import Sequence

from healthdesk.domain.forms.answers import Answers
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.forms.layout import Layout

Sheets = Sequence[Sequence[Answers]]


def form_sheets(form: Form, layout: Layout, fillings: Sequence[Answers]) -> tuple[int, Sheets]:
    """How many columns the paper has, and the fillings sheet by sheet, the oldest first.

    Paper whose columns are planned visits has them all, empty ones too; a second record of the same visit
    goes onto another sheet.
    """
    if layout.columns_by:
        return layout.columns, _planned(form, layout, fillings)
    beside = layout.columns if len(fillings) > 1 else 1
    return beside, [fillings[start : start + beside] for start in range(0, len(fillings), beside)] or [()]


def _planned(form: Form, layout: Layout, fillings: Sequence[Answers]) -> Sheets:
    codes = [option.code for option in form.item(layout.columns_by).options]
    groups = [codes[start : start + layout.columns] for start in range(0, len(codes), layout.columns)]
    if not fillings:
        return [[{layout.columns_by: code} for code in group] for group in groups]
    sheets: list[Sequence[Answers]] = []
    for group in groups:
        found = {code: [one for one in fillings if one.get(layout.columns_by) == code] for code in group}
        sheets += [
            [
                records[number] if number < len(records) else {layout.columns_by: code}
                for code, records in found.items()
            ]
            for number in range(max(map(len, found.values())))
        ]
    strange = [one for one in fillings if one.get(layout.columns_by) not in codes]
    return sheets + [
        strange[start : start + layout.columns] for start in range(0, len(strange), layout.columns)
    ]
