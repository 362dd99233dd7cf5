"""Whatever stands in a fetch, what comes behind it is read, and what cannot be read is there with its bytes."""

import gzip
import struct
import zlib
from collections.abc import Callable
from typing import Any

import cramjam
import pytest
from aiokafka import TopicPartition

from shared.messaging.kafka.admin import record_of
from shared.messaging.kafka.codecs import UnpackError, unpacked
from shared.messaging.kafka.fetched import Batches, BrokenRecord, TolerantRecords
from tests.raw import PLACEHOLDER, batch, renamed, with_body, with_checksum

GOOD = batch((b"k", b"behind", ()), base=10)


def xerial(body: bytes) -> bytes:
    block = bytes(cramjam.snappy.compress_raw(body))
    return b"\x82SNAPPY\x00" + struct.pack(">ii", 1, 1) + struct.pack(">i", len(block)) + block


PACK: dict[str, tuple[int, Callable[[bytes], bytes]]] = {
    "gzip": (1, gzip.compress),
    "gzip in two members": (1, lambda b: gzip.compress(b[:7]) + gzip.compress(b[7:])),
    "snappy as Go and C send it": (2, lambda b: bytes(cramjam.snappy.compress_raw(b))),
    "snappy as Java sends it": (2, xerial),
    "lz4": (3, lambda b: bytes(cramjam.lz4.compress(b))),
    "zstd": (4, lambda b: bytes(cramjam.zstd.compress(b))),
}


def read(fetched: bytes, offset: int = 0) -> tuple[list[Any], int]:
    """The records of a fetch from an offset on, and the offset that comes next."""
    found = TolerantRecords(TopicPartition("t", 0), Batches(fetched), [], offset, None, None, True, 1)
    return list(found), found.next_fetch_offset


@pytest.mark.parametrize("how", PACK)
def test_every_codec_is_read(how: str) -> None:
    codec, pack = PACK[how]
    plain = batch((b"k", b"first", ()), (b"k", b"second" * 1000, ()))
    found, after = read(with_body(plain, codec, pack(plain[61:])) + GOOD)
    assert [record.value for record in found] == [b"first", b"second" * 1000, b"behind"]
    assert not any(isinstance(record, BrokenRecord) for record in found)
    assert after == 11


@pytest.mark.parametrize("how", PACK)
def test_a_batch_that_unpacks_to_more_than_the_limit_is_not_unpacked(how: str) -> None:
    codec, pack = PACK[how]
    assert unpacked(codec, pack(b"x" * 1000), 1000) == b"x" * 1000
    with pytest.raises(UnpackError, match="more than 1000 bytes"):
        unpacked(codec, pack(b"x" * 1001), 1000)


@pytest.mark.parametrize("how", PACK)
def test_a_body_that_breaks_off_is_one_broken_record(how: str) -> None:
    codec, pack = PACK[how]
    plain = batch((b"k", b"first" * 100, ()), (b"k", b"second", ()), base=3)
    raw = with_body(plain, codec, pack(plain[61:])[:-9])
    found, after = read(raw + GOOD, 3)
    assert [(record.offset, isinstance(record, BrokenRecord)) for record in found] == [(3, True), (10, False)]
    assert record_of(found[0], "").value == raw
    assert after == 11


def test_a_bomb_is_kept_as_it_came() -> None:
    bomb = with_body(batch((b"k", b"v", ())), 1, zlib.compress(b"\0" * 40_000_000, wbits=31))
    found, _ = read(bomb + GOOD)
    assert [record.offset for record in found] == [0, 10]
    assert record_of(found[0], "").value == bomb
    assert "more than 33554432 bytes" in record_of(found[0], "").broken


def test_a_header_name_that_is_not_utf8_breaks_its_own_record_alone() -> None:
    three = batch(
        (b"k", b"first", [("ce_id", b"1")]),
        (b"k", b"second", [(PLACEHOLDER, b"x"), ("ce_id", b"2"), ("null", None)]),
        (None, b"third", [("ce_id", b"3")]),  # type: ignore[arg-type]
    )
    found, after = read(renamed(three, b"ce_N\xff\xfeE") + GOOD)
    records = [record_of(raw, "") for raw in found]
    assert [(r.offset, r.key, r.value, bool(r.broken)) for r in records] == [
        (0, b"k", b"first", False),
        (1, b"k", b"second", True),
        (2, None, b"third", False),
        (10, b"k", b"behind", False),
    ]
    assert records[1].headers == (("ce_N\\xff\\xfeE", b"x"), ("ce_id", b"2"), ("null", None))
    assert after == 11


def test_it_goes_on_within_a_batch_from_where_it_stood() -> None:
    two = batch((b"k", b"first", ()), (b"k", b"second", [(PLACEHOLDER, b"x")]))
    found, _ = read(renamed(two, b"ce_N\xff\xfeE"), 1)
    assert [record.offset for record in found] == [1]


BROKEN = {
    "a wrong checksum": bytes([*batch((b"k", b"v", ()))[:-1], 255]),
    "a codec that is none": with_body(batch((b"k", b"v", ())), 7, b"?"),
    "a record longer than its batch": with_checksum(
        batch((b"k", b"v", ()))[:61] + b"\x7e" + batch((b"k", b"v", ()))[62:]
    ),
    "more records than there are": with_checksum(
        batch((b"k", b"v", ()))[:57] + struct.pack(">i", 9) + batch((b"k", b"v", ()))[61:]
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_batch_that_cannot_be_parsed_is_one_broken_record(what: str) -> None:
    found, after = read(BROKEN[what] + GOOD)
    assert [record.offset for record in found][-1] == 10
    broken = [record for record in found if isinstance(record, BrokenRecord)]
    assert len(broken) == 1
    assert record_of(broken[0], "").value == BROKEN[what]
    assert after == 11


def test_a_batch_that_the_broker_cut_short_is_left_for_the_next_fetch() -> None:
    found, after = read(batch((b"k", b"v", ())) + GOOD[:-5])
    assert ([record.value for record in found], after) == ([b"v"], 1)
