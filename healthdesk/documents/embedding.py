"""A TrueType font as reportlab draws with it: one embedded subset, searchable beyond U+FFFF.

reportlab's own TTFont cuts a font into pieces of 256 characters and writes four hexadecimal digits where
a character beyond the basic plane needs a surrogate pair: such a name prints right and copies wrong. This
class speaks the same protocol ("dynamic font") and embeds a composite font: ISO 32000-1, 9.7.4 and 9.10.3.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from weakref import WeakKeyDictionary

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObject,
    PDFStream,
    PDFString,
    PDFZCompress,
)

from healthdesk.documents.truetype import THOUSANDTHS, TrueType

_SYMBOLIC = 4
_BLOCK = 100  # the most pairs one bfchar section may hold
_MAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_MAP_FOOT = """endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


@dataclass(slots=True)
class _Used:
    """The characters one document has drawn, each with its number in the subset; 0 is kept for "missing"."""

    internal_name: str = ""
    numbers: dict[int, int] = field(default_factory=dict)


class EmbeddedFont:
    """What `reportlab.pdfbase.pdfmetrics.registerFont` accepts. The caller has checked for missing glyphs."""

    _dynamicFont = 1  # noqa: N815  reportlab asks for these names
    _multiByte = 1  # noqa: N815
    shapable = False

    def __init__(self, file: TrueType) -> None:
        self.fontName = file.name
        self.face = SimpleNamespace(
            name=file.name, ascent=file.metrics.ascent, descent=file.metrics.descent, builtIn=0
        )
        self.file = file
        self._used: WeakKeyDictionary[PDFDocument, _Used] = WeakKeyDictionary()

    def stringWidth(self, text: str, size: float, encoding: str = "utf-8") -> float:  # noqa: N802, ARG002
        """The width in points at `size` points."""
        file = self.file
        return sum(file.advance(file.glyph(ord(char))) for char in text) * size / THOUSANDTHS

    def splitString(self, text: str, doc: PDFDocument) -> list[tuple[int, bytes]]:  # noqa: N802
        """The text as two-byte numbers in the one subset."""
        numbers = self._used.setdefault(doc, _Used()).numbers
        return [(0, b"".join(numbers.setdefault(ord(c), len(numbers) + 1).to_bytes(2, "big") for c in text))]

    def getSubsetInternalName(self, subset: int, doc: PDFDocument) -> str:  # noqa: N802, ARG002
        """The name under which the page refers to the font."""
        used = self._used.setdefault(doc, _Used())
        if not used.internal_name:
            used.internal_name = f"F{len(doc.fontMapping) + 1}"
            doc.fontMapping[self.fontName] = f"/{used.internal_name}"
            doc.delayedFonts.append(self)
        return f"/{used.internal_name}"

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802
        """Writes the font into the document, when all pages are drawn."""
        used = self._used.pop(doc)
        glyphs = [0, *(self.file.glyph(code) for code in used.numbers)]
        tagged = f"{_tag(used.numbers)}+{self.fontName}"
        cid = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("CIDFontType2"),
                "BaseFont": PDFName(tagged),
                "CIDSystemInfo": PDFDictionary(
                    {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
                ),
                "FontDescriptor": _reference(doc, self._descriptor(doc, tagged, glyphs)),
                "DW": THOUSANDTHS,
                "W": self._widths(glyphs),
                "CIDToGIDMap": PDFName("Identity"),
            }
        )
        composite = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("Type0"),
                "BaseFont": PDFName(tagged),
                "Encoding": PDFName("Identity-H"),
                "DescendantFonts": PDFArray([_reference(doc, cid)]),
                "ToUnicode": _reference(doc, _stream(to_unicode(used.numbers))),
            }
        )
        named = doc.idToObject["BasicFonts"]
        named.dict[used.internal_name] = _reference(doc, composite)  # type: ignore[attr-defined]

    def _descriptor(self, doc: PDFDocument, tagged: str, glyphs: list[int]) -> PDFDictionary:
        metrics = self.file.metrics
        program = self.file.subset(glyphs)
        stream = _stream(program)
        stream.dictionary["Length1"] = len(program)
        return PDFDictionary(
            {
                "Type": PDFName("FontDescriptor"),
                "FontName": PDFName(tagged),
                "Flags": _SYMBOLIC,
                "FontBBox": PDFArray(list(metrics.box)),
                "ItalicAngle": 0,
                "Ascent": metrics.ascent,
                "Descent": metrics.descent,
                "CapHeight": metrics.cap_height,
                "StemV": 80,
                "FontFile2": _reference(doc, stream),
            }
        )

    def _widths(self, glyphs: list[int]) -> PDFArray:
        """Pairs of number and width for what is not as wide as high."""
        listed: list[object] = []
        for number, glyph in enumerate(glyphs):
            width = self.file.advance(glyph)
            if width != THOUSANDTHS:
                listed += [number, PDFArray([width])]
        return PDFArray(listed)


def to_unicode(codes: Iterable[int]) -> bytes:
    """The map from number in the subset (counted from 1) to character, beyond U+FFFF as a surrogate pair."""
    pairs = [
        f"<{number:04X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
        for number, code in enumerate(codes, start=1)
    ]
    blocks = [pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK)]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (_MAP_HEAD + body + _MAP_FOOT).encode("ascii")


def _stream(content: bytes) -> PDFStream:
    return PDFStream(content=content, filters=[PDFZCompress])


def _reference(doc: PDFDocument, part: PDFDictionary | PDFStream) -> PDFObject:
    """`part` as an object of its own, to be named from elsewhere in the file."""
    reference: PDFObject = doc.Reference(part)  # type: ignore[no-untyped-call]
    return reference


def _tag(codes: Iterable[int]) -> str:
    """Six capitals that differ between subsets, the same for the same characters."""
    digest = hashlib.sha256(",".join(map(str, codes)).encode("ascii")).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])
