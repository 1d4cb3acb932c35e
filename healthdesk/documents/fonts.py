"""The fonts that every document embeds, and the refusal to print a character that none of them has.

Noto Sans SC holds all of the basic plane that GB 18030-2022 asks for; HanaMinB holds CJK extensions B to F
and is opened when a name needs it. A missing character would print as an empty box without a word from
reportlab, so each text is cut into runs, character by character, and what no font has is refused.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from healthdesk.base.errors import InvalidInput
from healthdesk.base.paths import resources
from healthdesk.documents.truetype import THOUSANDTHS, TrueType

_REGULAR = "NotoSansSC_400Regular.ttf"
_BOLD = "NotoSansSC_700Bold.ttf"
_FALLBACK = "HanaMinB.ttf"
_NEVER = {"Co", "Cs"}  # private use means something else in every font


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one font. `font` is the name reportlab knows it by; `advance` is in thousandths."""

    font: str
    text: str
    advance: int


class Fonts:
    """Loaded once by whoever prints, and passed on. Drawing with it is safe on any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._regular = _registered(folder / _REGULAR)
        self._bold = _registered(folder / _BOLD)
        self._fallback: TrueType | None = None
        self._glyphs_of: tuple[dict[str, tuple[str, int]], ...] = ({}, {})

    @classmethod
    def load(cls, folder: Path | None = None) -> "Fonts":
        """The fonts of `folder`, by default those the program ships with."""
        return cls(folder or resources() / "fonts")

    @property
    def first(self) -> str:
        """The name of the font of plain text."""
        return self._regular.name

    def runs(self, text: str, *, is_bold: bool = False) -> tuple[Run, ...]:
        """The text in pieces of one font each. Raises InvalidInput when no font has a character."""
        return tuple(
            Run(name, "".join(char for _, char, _ in group), sum(advance for _, _, advance in group))
            for name, group in (
                (name, tuple(pieces))
                for name, pieces in groupby(self._glyphs(text, is_bold=is_bold), key=lambda piece: piece[0])
            )
        )

    def width(self, text: str, size: float, *, is_bold: bool = False) -> float:
        """The width in points at `size` points. Raises InvalidInput as `runs` does."""
        return sum(self._glyph(char, is_bold=is_bold)[1] for char in text) * size / THOUSANDTHS

    def missing(self, text: str) -> str:
        """The characters that no font has, each once, in the order they appear."""
        return "".join(dict.fromkeys(char for char in printable(text) if not self._has(char)))

    def require(self, field: str, text: str) -> str:
        """The text as it can be printed. Raises InvalidInput naming `field`, never the text."""
        cleaned = printable(text)
        if not all(map(self._has, cleaned)):
            raise InvalidInput(field, "no-glyph")
        return cleaned

    def spelled(self, text: str) -> str:
        """The text as a list prints it: `[U+1F600]` for a character no font has, as the window shows it.

        A form is refused for one (`require`); of a list, one name must not cost all the others.
        """
        return "".join(char if self._has(char) else f"[U+{ord(char):X}]" for char in printable(text))

    def _glyphs(self, text: str, *, is_bold: bool) -> Iterator[tuple[str, str, int]]:
        for char in text:
            name, advance = self._glyph(char, is_bold=is_bold)
            yield name, char, advance

    def _glyph(self, char: str, *, is_bold: bool) -> tuple[str, int]:
        """The font of a character and its advance; looked up once, for a form is measured many times."""
        known = self._glyphs_of[is_bold]
        if char not in known:
            file = self._file_of(char, self._bold if is_bold else self._regular)
            if file is None:
                raise InvalidInput("text", "no-glyph")
            known[char] = (file.name, file.advance(file.glyph(ord(char))))
        return known[char]

    def _has(self, char: str) -> bool:
        return char == "\n" or self._file_of(char, self._regular) is not None

    def _file_of(self, char: str, preferred: TrueType) -> TrueType | None:
        code = ord(char)
        if unicodedata.category(char) in _NEVER:
            return None
        if preferred.glyph(code):
            return preferred
        if self._fallback is None:
            self._fallback = _registered(self._folder / _FALLBACK)
        return self._fallback if self._fallback.glyph(code) else None


def printable(text: str) -> str:
    """The text without what has no shape of its own: controls, joiners, selectors of a glyph variant.

    Lines end in a line feed, a tab is a space. Private-use characters stay, and are refused later: what an
    old identity-card reader puts there is a rare character that must be typed properly, not left out.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\u00a0", " ")
    return "".join(char for char in lines if char == "\n" or not _is_shapeless(char))


def _is_shapeless(char: str) -> bool:
    is_selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return is_selector or unicodedata.category(char) in {"Cc", "Cf"}


def _registered(path: Path) -> TrueType:
    from reportlab.pdfbase import pdfmetrics  # with the first paper, not with the program: 60 ms

    from healthdesk.documents.embedding import EmbeddedFont

    file = TrueType(path)
    pdfmetrics.registerFont(EmbeddedFont(file))
    return file
