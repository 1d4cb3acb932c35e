"""Characters that no font has: on the desk by their number and not as an empty box; on paper not at all."""

import re
import unicodedata
from functools import cache

from PySide6.QtGui import QFont, QFontMetrics, QRawFont

from ui.kit import theme
from ui.kit.i18n import translate

_SELDOM = re.compile(r"[^\u0000-\u9fff\uf900-\ufaff\uff00-\uffef]")
"""What is worth a look: private use, and everything beyond the basic plane."""

_SHAPELESS = frozenset({"Cc", "Cf", "Mn", "Me"})
_NEVER = frozenset({"Co", "Cs"})
"""Private use means something else in every font."""


def readable(text: str) -> str:
    """The text with `[U+1F600]` where the window would draw an empty box."""
    return _SELDOM.sub(lambda found: _drawn(found[0]), text)


def warning(text: object) -> str:
    """What a paper would refuse of this answer, and what helps; empty for nothing, or for no text."""
    if not isinstance(text, str) or not _SELDOM.search(text):
        return ""
    from healthdesk.documents.fonts import printable  # of papers nothing is loaded before the login

    seldom = dict.fromkeys(_SELDOM.findall(printable(text)))
    missing = [char for char in seldom if not _is_on_paper(char)]
    if not missing:
        return ""
    words = translate("Glyphs", "纸上印不出 {which}，整张纸会打不了：请改用同音字，表情符号请删去")
    return words.format(which=" ".join(map(_drawn, missing)))


def _drawn(char: str) -> str:
    fonts = (theme.font(), QFont(theme.RARE_FAMILY))  # also by itself: what Qt found for a text may be older
    is_drawn = any(QFontMetrics(font).inFontUcs4(ord(char)) for font in fonts)
    return char if is_drawn or unicodedata.category(char) in _SHAPELESS else f"[U+{ord(char):X}]"


def _is_on_paper(char: str) -> bool:
    return unicodedata.category(char) not in _NEVER and any(
        font.supportsCharacter(ord(char)) for font in _fonts_of_paper()
    )


@cache
def _fonts_of_paper() -> tuple[QRawFont, ...]:
    """The two that papers embed are also those of the window."""
    return tuple(QRawFont.fromFont(font) for font in (theme.font(), theme.rare_font()))
