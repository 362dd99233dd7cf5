"""Calendars read in another process: what comes back, and what happens to one that does not end."""

import asyncio
import os
import threading
from datetime import UTC, datetime

import psutil
import pytest

from services.events.icalendar.expanded import CalendarReader
from services.events.icalendar.faults import CalendarRefused, Code, Fault
from services.events.icalendar.reading import Stretch
from tests.unit.services.events.icalendar.test_reading import SINCE, UNTIL, calendar, event

ONE = calendar(event("DTSTART:20260715T100000", "DURATION:PT1H"))
BUSY = ((datetime(2026, 7, 15, 14, tzinfo=UTC), datetime(2026, 7, 15, 15, tzinfo=UTC)),)
TOO_SLOW = (Fault(Code.CALENDAR_TOO_SLOW),)
LONG = 120.0


def never_ending(text: bytes, since: datetime, until: datetime) -> tuple[Stretch, ...]:
    if text == b"ends":
        return BUSY
    if text == b"breaks":
        os._exit(3)
    if text == b"grows":
        bytearray(4_000_000_000)
    threading.Event().wait()
    return ()


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]


async def test_stretches_and_faults_come_back_from_the_other_process() -> None:
    async with CalendarReader() as reader:
        assert await reader.stretches_within(ONE, SINCE, UNTIL, LONG) == BUSY
        with pytest.raises(CalendarRefused) as refused:
            await reader.stretches_within(ONE.replace(b"PT1H", b"P"), SINCE, UNTIL, LONG)
        assert [fault.code for fault in refused.value.faults] == [Code.BAD_EVENT]
        assert len(children()) == 1
    assert children() == []


async def test_what_takes_too_long_is_killed_and_the_next_is_read() -> None:
    async with CalendarReader(never_ending) as reader:
        with pytest.raises(CalendarRefused) as refused:
            await reader.stretches_within(b"", SINCE, UNTIL, 0.01)
        assert refused.value.faults == TOO_SLOW
        assert children() == []
        assert await reader.stretches_within(b"ends", SINCE, UNTIL, LONG) == BUSY
    assert children() == []


async def test_what_breaks_the_process_is_refused_and_the_next_is_read() -> None:
    async with CalendarReader(never_ending) as reader:
        with pytest.raises(CalendarRefused) as refused:
            await reader.stretches_within(b"breaks", SINCE, UNTIL, LONG)
        assert refused.value.faults == TOO_SLOW
        assert await reader.stretches_within(b"ends", SINCE, UNTIL, LONG) == BUSY


async def test_what_needs_more_memory_than_there_is_for_it_is_refused() -> None:
    async with CalendarReader(never_ending) as reader:
        with pytest.raises(CalendarRefused) as refused:
            await reader.stretches_within(b"grows", SINCE, UNTIL, LONG)
        assert refused.value.faults == TOO_SLOW


async def test_whoever_leaves_stops_what_was_read_for_them() -> None:
    async with CalendarReader(never_ending) as reader:
        assert await reader.stretches_within(b"ends", SINCE, UNTIL, LONG) == BUSY
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await reader.stretches_within(b"", SINCE, UNTIL, LONG)
        assert children() == []
        assert await reader.stretches_within(b"ends", SINCE, UNTIL, LONG) == BUSY
