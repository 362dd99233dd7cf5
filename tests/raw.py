"""Batches of Kafka's own form, made by hand: for records that no client of ours would send."""

import struct
from collections.abc import Sequence

from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.util import calc_crc32c

PLACEHOLDER = "ce_NAME"
"""The name of a header, to be replaced by as many bytes."""

Headers = Sequence[tuple[str, bytes | None]]


def batch(*records: tuple[bytes, bytes, Headers], base: int = 0, codec: int = 0) -> bytes:
    """A batch of (key, value, headers) whose first record has the offset `base`."""
    builder = DefaultRecordBatchBuilder(
        magic=2,
        compression_type=codec,
        is_transactional=0,
        producer_id=-1,
        producer_epoch=-1,
        base_sequence=-1,
        batch_size=1_000_000,
    )
    for n, (key, value, headers) in enumerate(records):
        builder.append(n, 1_768_219_200_000, key, value, list(headers))
    return struct.pack(">q", base) + bytes(builder.build())[8:]


def renamed(batch: bytes, name: bytes, was: str = PLACEHOLDER) -> bytes:
    """The batch with the bytes of a header's name in the place of `was`, and its checksum made right."""
    assert len(name) == len(was)
    assert was.encode() in batch
    return with_checksum(batch.replace(was.encode(), name))


def with_checksum(batch: bytes) -> bytes:
    changed = bytearray(batch)
    struct.pack_into(">I", changed, 17, calc_crc32c(bytes(changed[21:])))
    return bytes(changed)


def with_body(batch: bytes, codec: int, body: bytes) -> bytes:
    """The batch with another body and the codec that its attributes name."""
    changed = bytearray(batch[:61] + body)
    struct.pack_into(">i", changed, 8, len(changed) - 12)
    struct.pack_into(">h", changed, 21, codec)
    return with_checksum(bytes(changed))
