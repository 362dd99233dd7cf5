"""What ends without being told to is named and started again; what is told to end ends."""

import asyncio

import pytest

from shared import supervision
from shared.supervision import Supervisor
from tests.real.house import until


@pytest.fixture(autouse=True)
def steady_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "STEADY_SECONDS", 0.05)


async def test_a_part_that_ends_is_named_and_started_again_until_it_runs_steadily() -> None:
    parts, starts, runs = Supervisor(), 0, asyncio.Event()

    async def part() -> None:
        nonlocal starts
        starts += 1
        if starts == 1:
            raise KeyError("nobody foresaw this")
        if starts == 2:
            return
        runs.set()
        await asyncio.Event().wait()

    parts.keep("relay", part)
    seen = set()
    while not runs.is_set():
        seen |= set(parts.faults.values())
        await asyncio.sleep(0)
    assert seen == {"failing with KeyError", "ended"}
    await until(lambda: _sound(parts), "the part to count as sound")
    await parts.stop()
    assert starts == 3
    assert parts.left == []


async def test_parts_are_stopped_by_name_and_what_does_not_end_is_named() -> None:
    parts, stubborn, goes = Supervisor(), asyncio.Event(), asyncio.Event()

    async def ends() -> None:
        await asyncio.Event().wait()

    async def does_not() -> None:
        while not goes.is_set():
            try:
                await goes.wait()
            except asyncio.CancelledError:
                stubborn.set()

    parts.keep("consumer", ends)
    parts.keep("relay", does_not)
    try:
        await asyncio.sleep(0)
        await parts.stop("consumer")
        assert parts.left == ["relay"]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(parts.stop(), 0.05)
        assert stubborn.is_set()
        assert parts.left == ["relay"]
    finally:  # or the loop could never be closed
        goes.set()
    await parts.stop()
    assert parts.left == []


async def _sound(parts: Supervisor) -> bool:
    return not parts.faults
