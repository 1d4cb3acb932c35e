"""What a request carries, in gzip; the long end of a transaction is packed while the one before is under way.

The sentinel stands at the front, and its version comes with the answer to the request before. Gzip is deflate
between a header and a checksum (RFC 1952), and deflate may be flushed to a whole byte (RFC 1951, 3.2.3): so
an end that was packed alone follows any front, and what goes out is one member, which every server reads.
"""

import struct
import zlib
from dataclasses import dataclass

LEVEL = 6
_HEADER = struct.pack("<4BL2B", 0x1F, 0x8B, zlib.DEFLATED, 0, 0, 0, 255)
"""No name, no time, of no system (RFC 1952, 2.3)."""
_LOWEST_32_BITS = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class End:
    """The end of a payload; `packed` as it follows a front that is packed, b"" if that was not done ahead."""

    plain: bytes = b""
    packed: bytes = b""


@dataclass(frozen=True, slots=True)
class Payload:
    """What a request carries."""

    front: bytes
    end: End = End()

    def plain(self) -> bytes:
        """The bytes as they are."""
        return self.front + self.end.plain

    def packed(self) -> bytes:
        """The same in gzip, always of two pieces: what a platform was tried with is what it gets."""
        end = self.end if self.end.packed else ahead(self.end.plain)
        checksum = zlib.crc32(end.plain, zlib.crc32(self.front))
        size = (len(self.front) + len(end.plain)) & _LOWEST_32_BITS
        front = _deflated(self.front, zlib.Z_SYNC_FLUSH)
        return b"".join((_HEADER, front, end.packed, struct.pack("<2L", checksum, size)))


def ahead(end: bytes) -> End:
    """An end that is packed before its front is known."""
    return End(end, _deflated(end, zlib.Z_FINISH))


def _deflated(piece: bytes, flush: int) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(piece) + packer.flush(flush)
