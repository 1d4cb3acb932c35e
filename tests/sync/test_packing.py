"""What goes out packed in two pieces is one gzip member, and says what was packed."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthdesk.sync import packing
from healthdesk.sync.packing import End, Payload

A_GZIP_MEMBER = 16 + zlib.MAX_WBITS


@given(front=st.binary(max_size=500), end=st.binary(max_size=500), repeated=st.integers(1, 300))
def test_an_end_packed_ahead_follows_any_front(front: bytes, end: bytes, repeated: int) -> None:
    payload = Payload(front, packing.ahead(end * repeated))
    reader = zlib.decompressobj(A_GZIP_MEMBER)  # as a server reads that stops behind the first member
    assert reader.decompress(payload.packed()) == front + end * repeated
    assert reader.eof, "the checksum and the size at its end are right"
    assert reader.unused_data == b""


@pytest.mark.parametrize(
    "payload", [Payload(b"abc"), Payload(b"ab", End(b"c")), Payload(b"", packing.ahead(b"abc"))]
)
def test_however_it_was_made_ready_it_says_the_same(payload: Payload) -> None:
    assert payload.plain() == b"abc"
    assert zlib.decompress(payload.packed(), A_GZIP_MEMBER) == b"abc"
