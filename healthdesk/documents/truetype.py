"""A TrueType file read in place: which characters it has, how wide they are, and a subset to embed.

Nothing is parsed ahead. A glyph is looked up in the mapped file when a document asks for it, so that a
30 MB font costs neither start-up time nor memory. Names of tables and fields are those of ISO/IEC 14496-22.
"""

import mmap
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from struct import calcsize, iter_unpack, pack, unpack, unpack_from

THOUSANDTHS = 1000

_ARGS_ARE_WORDS = 0x0001
_HAS_SCALE = 0x0008
_MORE_COMPONENTS = 0x0020
_HAS_TWO_SCALES = 0x0040
_HAS_MATRIX = 0x0080


@dataclass(frozen=True, slots=True)
class Metrics:
    """What a PDF font descriptor tells, in thousandths of the type size."""

    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]


class TrueType:
    """One font file. Raises ValueError when it is not TrueType with a full Unicode map."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._read(">L", 0) != (0x00010000,):
            raise ValueError(f"{path.name} has no TrueType outlines")
        count = self._read(">H", 4)[0]
        self._tables = {
            tag.decode("ascii"): (offset, length)
            for tag, _, offset, length in iter_unpack(">4s3L", self._file[12 : 12 + 16 * count])
        }
        self._units = self._field("head", ">H", 18)
        self._is_long = bool(self._field("head", ">h", 50))
        self._advances = self._field("hhea", ">H", 34)
        self._starts, self._groups = self._character_groups(path)
        self._known: dict[int, int] = {}
        self.name = path.stem.replace("_", "-")
        self.metrics = self._metrics()

    def glyph(self, code: int) -> int:
        """The glyph of a character, or 0 when the font has none."""
        found = self._known.get(code)
        if found is None:
            found = self._known[code] = self._find(code)
        return found

    def advance(self, glyph: int) -> int:
        """The width of a glyph in thousandths of the type size."""
        place = self._tables["hmtx"][0] + 4 * min(glyph, self._advances - 1)
        return round(self._read(">H", place)[0] * THOUSANDTHS / self._units)

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """A font file in which the n-th of `glyphs` is glyph n; parts of composed glyphs follow behind."""
        wanted = self._with_parts(glyphs)
        numbers = {old: new for new, old in reversed(list(enumerate(wanted)))}
        outlines = [self._renumbered(self._outline(glyph), numbers) for glyph in wanted]
        places = [0]
        for outline in outlines:
            places.append(places[-1] + len(outline))
        return _file_of(
            {
                "glyf": b"".join(outlines),
                "head": self._patched("head", 50, pack(">h", 1)),
                "hhea": self._patched("hhea", 34, pack(">H", len(wanted))),
                "hmtx": b"".join(self._side(glyph) for glyph in wanted),
                "loca": pack(f">{len(places)}L", *places),
                "maxp": self._patched("maxp", 4, pack(">H", len(wanted))),
                **{tag: self._table(tag) for tag in ("cvt ", "fpgm", "prep") if tag in self._tables},
            }
        )

    def _read(self, form: str, place: int) -> tuple[int, ...]:
        return unpack_from(form, self._file, place)

    def _field(self, table: str, form: str, place: int) -> int:
        return self._read(form, self._tables[table][0] + place)[0]

    def _table(self, tag: str) -> bytes:
        offset, length = self._tables[tag]
        return self._file[offset : offset + length]

    def _patched(self, tag: str, place: int, field: bytes) -> bytes:
        table = self._table(tag)
        return table[:place] + field + table[place + len(field) :]

    def _metrics(self) -> Metrics:
        def scaled(value: int) -> int:
            return round(value * THOUSANDTHS / self._units)

        box = self._read(">4h", self._tables["head"][0] + 36)
        ascent = scaled(self._field("hhea", ">h", 4))
        has_cap_height = self._field("OS/2", ">H", 0) >= 2
        return Metrics(
            ascent=ascent,
            descent=scaled(self._field("hhea", ">h", 6)),
            cap_height=scaled(self._field("OS/2", ">h", 88)) if has_cap_height else ascent,
            box=(scaled(box[0]), scaled(box[1]), scaled(box[2]), scaled(box[3])),
        )

    def _character_groups(self, path: Path) -> tuple[list[int], list[tuple[int, ...]]]:
        """The segments of the Unicode map in format 12, which alone reaches beyond U+FFFF."""
        start = self._tables["cmap"][0]
        for entry in range(self._read(">H", start + 2)[0]):
            table = start + self._read(">L", start + 4 + 8 * entry + 4)[0]
            if self._read(">H", table)[0] == 12:
                count = self._read(">L", table + 12)[0]
                groups = list(iter_unpack(">3L", self._file[table + 16 : table + 16 + 12 * count]))
                return [group[0] for group in groups], groups
        raise ValueError(f"{path.name} has no character map of format 12")

    def _find(self, code: int) -> int:
        at = bisect_right(self._starts, code) - 1
        if at < 0:
            return 0
        first, last, glyph = self._groups[at]
        return glyph + code - first if code <= last else 0

    def _outline(self, glyph: int) -> bytes:
        size = 4 if self._is_long else 2
        start, end = self._read(">2L" if self._is_long else ">2H", self._tables["loca"][0] + size * glyph)
        scale = 1 if self._is_long else 2
        glyf = self._tables["glyf"][0]
        outline = self._file[glyf + start * scale : glyf + end * scale]
        return outline + b"\0" * (-len(outline) % 4)

    def _side(self, glyph: int) -> bytes:
        """The pair of advance width and left side bearing, whichever way the font stores it."""
        start = self._tables["hmtx"][0]
        if glyph < self._advances:
            return self._file[start + 4 * glyph : start + 4 * glyph + 4]
        last = start + 4 * (self._advances - 1)
        bearing = start + 4 * self._advances + 2 * (glyph - self._advances)
        return self._file[last : last + 2] + self._file[bearing : bearing + 2]

    def _with_parts(self, glyphs: Sequence[int]) -> list[int]:
        wanted = list(glyphs)
        seen = set(wanted)
        for glyph in wanted:  # grows while it is walked: a part may itself be composed
            outline = self._outline(glyph)
            for place in _components(outline):
                part = unpack_from(">H", outline, place)[0]
                if part not in seen:
                    seen.add(part)
                    wanted.append(part)
        return wanted

    def _renumbered(self, outline: bytes, numbers: dict[int, int]) -> bytes:
        changed = bytearray(outline)
        for place in _components(outline):
            changed[place : place + 2] = pack(">H", numbers[unpack_from(">H", outline, place)[0]])
        return bytes(changed)


def _components(outline: bytes) -> Iterator[int]:
    """Where in a composed glyph the numbers of its parts stand; nothing for a simple glyph."""
    if len(outline) < 10 or unpack_from(">h", outline)[0] >= 0:
        return
    place, flags = 10, _MORE_COMPONENTS
    while flags & _MORE_COMPONENTS:
        flags = unpack_from(">H", outline, place)[0]
        yield place + 2
        place += calcsize(">2H") + (4 if flags & _ARGS_ARE_WORDS else 2)
        if flags & _HAS_SCALE:
            place += 2
        elif flags & _HAS_TWO_SCALES:
            place += 4
        elif flags & _HAS_MATRIX:
            place += 8


def _file_of(tables: dict[str, bytes]) -> bytes:
    """The tables as a font file, with checksums."""
    count = len(tables)
    power = count.bit_length() - 1
    header = pack(">L4H", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    place = len(header) + 16 * count
    directory, bodies = b"", b""
    for tag, table in sorted(tables.items()):
        padded = table + b"\0" * (-len(table) % 4)
        directory += pack(">4s3L", tag.encode("ascii"), _checksum(padded), place + len(bodies), len(table))
        bodies += padded
    return header + directory + bodies


def _checksum(padded: bytes) -> int:
    words: tuple[int, ...] = unpack(f">{len(padded) // 4}L", padded)
    return sum(words) & 0xFFFFFFFF
