"""What a fetch holds, read so that nothing in it stops what comes behind: in the place of aiokafka's own reading.

aiokafka parses a fetch when it is asked for records, and raises at the first thing it cannot parse: a codec it lacks,
a broken checksum, the name of a header that is not UTF-8. The position stays where it was, and the same error comes
for ever. Here every codec is read, and what cannot be read becomes a `BrokenRecord`, with the bytes it came in.
"""

import struct
from collections.abc import Iterator
from typing import Any

from aiokafka import ConsumerRecord
from aiokafka.consumer import fetcher
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import calc_crc32c, decode_varint

from shared.messaging.kafka.codecs import unpacked

_HEADER = struct.Struct(">qiibIhiqqqhii")
"""Base offset, length, leader epoch, magic, checksum, attributes, last offset delta, two times, producer (id, epoch,
sequence), number of records. Source: the Kafka protocol, record batch of magic 2."""

_CODEC_BITS = 0x07
_CHECKED_FROM = 21
"""The checksum is of all that follows it."""

_LENGTH = struct.Struct(">qi")


class BrokenRecord(ConsumerRecord):  # type: ignore[misc]
    """A record, or a whole batch, that cannot be read. `value` holds its bytes as far as they were found."""

    why: str = ""


class Batches:
    """The batches of a fetch, one after the other, with their bytes (`raw`) at hand if one cannot be read."""

    def __init__(self, fetched: bytes) -> None:
        self._fetched = memoryview(fetched)
        self._next = 0
        self.raw = memoryview(b"")

    def has_next(self) -> bool:
        return self._end() is not None

    def size_in_bytes(self) -> int:
        return len(self._fetched)

    def next_batch(self) -> Any:
        """The next batch as aiokafka reads it, unpacked. Raises whatever is wrong with it; the one after it follows."""
        end = self._end()
        if end is None:
            return None
        self.raw, self._next = self._fetched[self._next : end], end
        return MemoryRecords(_plain(bytes(self.raw))).next_batch()

    def _end(self) -> int | None:
        """Where the next batch ends; None if no whole one is left: a broker may cut the last one short."""
        if len(self._fetched) - self._next < _LENGTH.size:
            return None
        _, length = _LENGTH.unpack_from(self._fetched, self._next)
        end = self._next + _LENGTH.size + int(length)
        return end if self._next < end <= len(self._fetched) else None


class TolerantRecords(fetcher.PartitionRecords):  # type: ignore[misc]
    """The records of one partition in a fetch. Those that cannot be read come as `BrokenRecord`s in their places."""

    _records: Batches
    next_fetch_offset: int

    def _unpack_records(self) -> Iterator[ConsumerRecord[bytes, bytes]]:
        while True:
            try:
                yield from super()._unpack_records()
                return
            except Exception as broken:
                # the batch that raised has been taken already: what is left of it comes now, then the next one
                yield from self._rest_of_broken_batch(f"{type(broken).__name__}: {broken}"[:200])

    def _rest_of_broken_batch(self, why: str) -> Iterator[ConsumerRecord[bytes, bytes]]:
        raw = bytes(self._records.raw)
        first, after = _offsets_of(raw)
        try:
            records = list(_leniently(_plain(raw)))
        except Exception:
            # the batch as a whole: one letter with its first offset, and the position goes past it
            first, self.next_fetch_offset = max(first, self.next_fetch_offset), after
            yield self._broken(first, None, raw, (), why)
        else:
            for offset, key, value, headers, readable in records:
                if offset >= self.next_fetch_offset:
                    self.next_fetch_offset = offset + 1
                    bad = "" if readable else "the name of a header is not UTF-8"
                    yield self._broken(offset, key, value, headers, bad)
        self.next_fetch_offset = max(after, self.next_fetch_offset)

    def _broken(
        self, offset: int, key: bytes | None, value: bytes | None, headers: Any, why: str
    ) -> ConsumerRecord[bytes, bytes]:
        kind = BrokenRecord if why else ConsumerRecord
        record = kind(self._tp.topic, self._tp.partition, offset, -1, 0, key, value, None, -1, -1, headers)
        if isinstance(record, BrokenRecord):
            record.why = why
        return record


def install() -> None:
    """Let every consumer of this process read fetches this way."""
    fetcher.MemoryRecords = Batches
    fetcher.PartitionRecords = TolerantRecords


def _plain(raw: bytes) -> bytes:
    """A batch without compression, and with the checksum of what it is then. Raises ValueError or UnpackError."""
    if len(raw) < _HEADER.size or raw[16] != 2:
        return raw  # the old formats, which no broker of today hands out: aiokafka reads or refuses them
    base, _, epoch, magic, checksum, attributes, *rest = _HEADER.unpack_from(raw)
    codec = attributes & _CODEC_BITS
    if not codec:
        return raw
    if calc_crc32c(raw[_CHECKED_FROM:]) != checksum:
        raise ValueError("the checksum is wrong")
    body = unpacked(codec, raw[_HEADER.size :])
    length = _HEADER.size - _LENGTH.size + len(body)
    plain = bytearray(_HEADER.pack(base, length, epoch, magic, 0, attributes & ~_CODEC_BITS, *rest))
    plain += body
    struct.pack_into(">I", plain, 17, calc_crc32c(memoryview(plain)[_CHECKED_FROM:]))
    return bytes(plain)


def _offsets_of(raw: bytes) -> tuple[int, int]:
    """The first offset of a batch and the one after its last."""
    (base,) = struct.unpack_from(">q", raw)
    if len(raw) < _HEADER.size or raw[16] != 2:
        return base, base + 1
    (last,) = struct.unpack_from(">i", raw, 23)
    return base, base + max(last, 0) + 1


def _leniently(
    raw: bytes,
) -> Iterator[tuple[int, bytes | None, bytes | None, tuple[tuple[str, bytes | None], ...], bool]]:
    """Offset, key, value, headers and whether all header names are UTF-8, of each record of an unpacked batch.

    Raises whatever the bytes lead to.
    """
    if len(raw) < _HEADER.size or raw[16] != 2 or calc_crc32c(raw[_CHECKED_FROM:]) != _HEADER.unpack_from(raw)[4]:
        raise ValueError("not a batch whose records can be told apart")
    base, count, at = _HEADER.unpack_from(raw)[0], _HEADER.unpack_from(raw)[-1], _HEADER.size
    for _ in range(count):
        length, at = decode_varint(raw, at)
        end = at + length
        if not at < end <= len(raw):
            raise ValueError("a record ends outside its batch")
        _, at = decode_varint(raw, at + 1)
        delta, at = decode_varint(raw, at)
        key, at = _bytes_at(raw, at, end)
        value, at = _bytes_at(raw, at, end)
        number, at = decode_varint(raw, at)
        headers, readable = [], True
        for _ in range(number):
            name, at = _bytes_at(raw, at, end)
            body, at = _bytes_at(raw, at, end)
            text = (name or b"").decode(errors="backslashreplace")
            readable = readable and text.encode() == name
            headers.append((text, body))
        yield base + delta, key, value, tuple(headers), readable
        at = end


def _bytes_at(raw: bytes, at: int, end: int) -> tuple[bytes | None, int]:
    length, at = decode_varint(raw, at)
    if length < 0:
        return None, at
    if at + length > end:
        raise ValueError("a field ends outside its record")
    return raw[at : at + length], at + length
