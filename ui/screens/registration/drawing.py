"""The first page as it is asked at the desk: what identifies a person comes first, then the paper's order."""

import re
from dataclasses import replace
from typing import Any

from healthdesk.base.text import half_width
from healthdesk.domain.forms.definition import Form, Item
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.layout import Cell, Layout, Line
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.words import listed, of_form

VITAL = ("name", "id_no", "sex", "birth_date", "phone", "current_address")
"""Asked first: a caller in a hurry has given what finds the record again."""

HIDDEN = frozenset({"archive_no8"})
"""The number is given when the sheet is saved."""

LONGEST_NAME = 60
_ID_NO = re.compile(r"\d{17}[\dXx]")
_PHONE = re.compile(r"1[3-9]\d{9}")
_NUMBER_CELL = QT_TRANSLATE_NOOP("Registration", "出生日期")


def vital_first(filling: Filling) -> Filling:
    """The same sheet with the vital questions of the first section at its top."""
    return replace(filling, form=_reordered(filling.form))


def _reordered(form: Form) -> Form:
    first, *others = form.items
    vital = [item for key in VITAL for item in first.items if item.link_id == key]
    rest = [item for item in first.items if item.link_id not in VITAL]
    return replace(form, items=(replace(first, items=(*vital, *rest)), *others))


def drawn(layout: Layout) -> Layout:
    """Sex and birth date stand side by side; the number of the document is asked above its kind."""
    lines = tuple(line for line in layout.lines if not {"id_no", "sex"} & set(line.link_ids))
    born = Cell("birth_date", before=translate("Registration", _NUMBER_CELL))
    sex = Line(translate("Registration", "性别"), (Cell("sex"), born))
    number = Line(translate("Registration", "身份证号"), (Cell("id_no", width=20),))
    return Layout((number, sex, *lines), layout.folded)


def prefill(typed: str) -> dict[str, Any]:
    """What the search text says about somebody new: a number, a telephone or a name; else nothing."""
    words = half_width(typed).strip()
    if _ID_NO.fullmatch(words):
        return {"id_no": words.upper()}
    if _PHONE.fullmatch(words):
        return {"phone": words}
    if words and not words.isascii() and not any(sign.isdigit() for sign in words):
        return {"name": words[:LONGEST_NAME]}
    return {}


def gaps_words(filling: Filling, gaps: tuple[str, ...]) -> str:
    """`还缺 31 项`; which of the needed three are missing is said first."""
    form = filling.form
    needed = [_text(form.item(key)) for key in ("name", "sex", "birth_date") if key in gaps]
    if needed:
        return translate("Registration", "还要：{names}").format(names=listed(needed))
    if gaps:
        return translate("Registration", "还缺 {count} 项，可以后补").format(count=len(gaps))
    return translate("Registration", "各项齐全")


def _text(item: Item) -> str:
    return of_form(item.text)
