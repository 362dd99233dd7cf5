"""Sets the stage: a stack of its own on the driven clock, its people, the play, and what came of it."""

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from deploy.audit import Finding, audit
from deploy.communes.file import write_new
from deploy.demo.fair import FairOfThePlay
from deploy.demo.hand import OfficersHand
from deploy.demo.officer import Door, Officer
from deploy.demo.outcome import HarvestOutcome, outcome
from deploy.demo.recorder import FactRecorder
from deploy.demo.scenario import COIHUECO, MINUTES, POLICY, SAN_NICOLAS, TABLE
from deploy.demo.script import Script
from deploy.insights import PeriodFigures, told
from deploy.keys import HomeKeys
from deploy.machine.home import Home
from deploy.machine.service import own_dsn
from deploy.machine.stack import Stack
from deploy.seeding.population import population
from deploy.seeding.write import write
from services.matching.vault import vault_of
from shared.clock import clock_of
from shared.contracts.envelope import Envelope, Fact

CLOCK = "2026-01-12T01:00-03:00@3600"
"""Monday 12 January 2026, an hour in a second: when the stack is ready, the offices are about to open."""

PEOPLE = 240
"""Over the four communes by their size: about 130 in San Carlos, 40 in Coihueco, 30 in Ñiquén, 12 in San Fabián."""


@dataclass(frozen=True, slots=True)
class Evening:
    """How it ended."""

    vacancy: str
    outcome: HarvestOutcome
    findings: tuple[Finding, ...]
    told: PeriodFigures
    card: dict[str, Any] | None
    refusals: list[dict[str, Any]]
    fair: dict[str, Any]
    before: dict[str, Any]
    """What the doors told an officer before she asked: who fits, until when seats would be held."""


@contextmanager
def standing(home: Home, say: Callable[[str], None]) -> Iterator[Stack]:
    """The stack, supervised while the block runs, stopped in order at its end."""
    os.environ["MESA_CLOCK"] = os.environ.get("MESA_CLOCK") or CLOCK
    home.make()
    _files(home)
    stack = Stack(home, TABLE, say)
    stop = threading.Event()
    watch = threading.Thread(target=stack.supervisor.watch, args=(stop,), daemon=True)
    try:
        stack.start()
        watch.start()
        yield stack
    finally:
        stop.set()
        if watch.is_alive():
            watch.join()
        stack.stop()


def _files(home: Home) -> None:
    """The communes' files as their offices would have changed them, and what this Mesa has agreed on."""
    for cut in TABLE:
        path = write_new(home.folder, cut)
        if path is None:
            continue
        text = path.read_text(encoding="utf-8")
        if cut == SAN_NICOLAS:
            text = text.replace('mode = "hosted"', 'mode = "external"')
        text += "".join(f"{to} = {minutes}\n" for to, minutes in MINUTES.get(cut, {}).items())
        path.write_text(text, encoding="utf-8")
    policy = home.folder / "policy.toml"
    policy.write_text(POLICY, encoding="utf-8")
    os.environ["MESA_POLICY"] = str(policy)


async def play(stack: Stack, seed: int, tell: Callable[[Envelope[Fact]], None]) -> Evening:
    """Raises MissingFactError if something that must come does not."""
    now = clock_of(stack.clock)
    people = population((*TABLE, COIHUECO), PEOPLE, seed, now())
    dsn = own_dsn(stack.dsn, stack.home.logins.in_use("matching"))
    await write(dsn, people, vault_of(stack.home.identity_key()), lambda done: None)
    recorder = FactRecorder(stack.bus, TABLE, tell)
    recording = asyncio.create_task(recorder.listen())
    try:
        keys = HomeKeys(stack.home.keys)
        doors = {name: Door(running.url, keys) for name, running in stack.running.items()}
        officer = Officer(doors["matching"], recorder)
        hand = OfficersHand(doors["vacancies"], doors["matching"], recorder, now)
        fair_of = partial(FairOfThePlay, recorder, now, doors["events"])
        script = Script(recorder, now, stack.home.folder, seed, officer, hand, fair_of)
        vacancy, fair = await script.run()
        card, refusals, results = await officer.card(vacancy), await officer.refusals(), await fair.results()
    finally:
        recording.cancel()
        await asyncio.gather(recording, return_exceptions=True)
    findings = await audit(stack.dsn, now)
    ever = datetime(2000, 1, 1, tzinfo=UTC)
    figures = await told(stack.dsn, ever, now(), None, now())
    return Evening(vacancy, await outcome(stack.dsn), tuple(findings), figures, card, refusals, results, hand.told)
