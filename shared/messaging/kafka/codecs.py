"""The codecs of Kafka, each with a limit: a batch of a few kilobytes may unpack to gigabytes."""

import struct
import zlib
from collections.abc import Callable
from typing import Any

import cramjam

MOST_UNPACKED = 32 * 1024 * 1024
"""Bytes that one batch may unpack to. A client packs at most its `max.request.size` into one, 1 MB unless changed."""

FIRST_GUESS = 1024 * 1024
_XERIAL = b"\x82SNAPPY\x00"
"""How the Java clients begin a snappy body: blocks, each with its length. Others send one bare block."""


class UnpackError(Exception):
    """A body that cannot be unpacked: an unknown codec, broken bytes, or more than the limit."""


def unpacked(codec: int, body: bytes, most: int = MOST_UNPACKED) -> bytes:
    """The records of a batch whose attributes name `codec` (1 gzip, 2 snappy, 3 lz4, 4 zstd). Raises UnpackError."""
    if codec not in _UNPACK:
        raise UnpackError(f"codec {codec} is none of Kafka's")
    try:
        return _UNPACK[codec](body, most)
    except UnpackError:
        raise
    # the codecs raise whatever they like on broken bytes, and none of it may stop what comes behind
    except Exception as broken:
        raise UnpackError(f"the batch cannot be unpacked: {type(broken).__name__}") from broken


def _too_much(most: int) -> UnpackError:
    return UnpackError(f"the batch unpacks to more than {most} bytes")


def _gzip(body: bytes, most: int) -> bytes:
    parts, size = [], 0
    while body:
        member = zlib.decompressobj(wbits=31)
        parts.append(member.decompress(body, most - size + 1))
        size += len(parts[-1])
        if size > most:
            raise _too_much(most)
        if not member.eof:
            raise UnpackError("the batch ends within its gzip body")
        body = member.unused_data
    return b"".join(parts)


def _snappy(body: bytes, most: int) -> bytes:
    if not body.startswith(_XERIAL):
        return _snappy_block(body, most)
    parts, size, at = [], 0, 16
    while at < len(body):
        (length,) = struct.unpack_from(">i", body, at)
        parts.append(_snappy_block(body[at + 4 : at + 4 + length], most - size))
        size += len(parts[-1])
        at += 4 + length
    return b"".join(parts)


def _snappy_block(block: bytes, most: int) -> bytes:
    # the block says how long it becomes, so that the limit holds before anything is unpacked
    if cramjam.snappy.decompress_raw_len(block) > most:
        raise _too_much(most)
    return bytes(cramjam.snappy.decompress_raw(block))


def _framed(codec: Any) -> Callable[[bytes, int], bytes]:
    """For a frame that need not say how long it becomes: into a buffer of the likely size, then of the limit."""

    def unpack(body: bytes, most: int) -> bytes:
        for size in (min(most, max(FIRST_GUESS, 8 * len(body))), most):
            buffer = bytearray(size)
            try:
                return bytes(memoryview(buffer)[: codec.decompress_into(body, buffer)])
            except cramjam.DecompressionError as no:
                if "whole buffer" not in str(no):
                    raise
        raise _too_much(most)

    return unpack


_UNPACK: dict[int, Callable[[bytes, int], bytes]] = {
    1: _gzip,
    2: _snappy,
    3: _framed(cramjam.lz4),
    4: _framed(cramjam.zstd),
}
