"""Requests drawn from the services' own OpenAPI documents, sent to their real doors (schemathesis); `make fuzz` many.

Every check of schemathesis is on. Where one is wrong about what we promise, `heeded` says which and why.
"""

import asyncio
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import schemathesis
from pydantic import SecretStr
from schemathesis import SerializationContext
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished
from schemathesis.generation.case import Case
from schemathesis.hooks import HookContext
from schemathesis.openapi.checks import RejectedPositiveData

from shared.access.actors import Role
from shared.contracts.envelope import CUT
from shared.observe import logs
from tests.real.doors import DOORS, Door, open_doors, served
from tests.real.house import NIQUEN, SAN_CARLOS, House
from tests.servers import choose, docker_answers, running

CLOCK = "2026-04-01T09:00-03:00@1"
"""What the examples of events are about is ahead, and not by years."""

IDENTITY_KEY = SecretStr("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")

STATES = frozenset({410, 412, 428})
"""Refused for what the thing is by now, or because of who may have changed it (RFC 9110, 6585)."""

OF_NUMBERS = frozenset({"int_type", "int_from_float"})
FINER = OF_NUMBERS | {
    *("value_error", "instant_out_of_range", "rut", "repeated", "unknown_cursor", "nul_character"),
    *("sheet_unreadable", "sheet_too_long"),
    *("malformed", "string_too_short"),
}
"""Codes of faults that a JSON Schema cannot describe: of two fields together, of calendars, check digits, cursors.

A text of blanks is empty, and twice the same with a blank behind it is repeated. And it sends an `If-Match: 0` as valid
that the pattern beside it refuses.

And 1.0 is an integer to a JSON Schema; to us it is none (tests/unit/shared/test_manners.py), whoever counts seats.
"""


@dataclass(slots=True)
class Tally:
    """What was sent, what was answered, and each kind of failure with the first request that shows it."""

    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)

    def take(self, event: ScenarioFinished) -> None:
        for interaction in event.recorder.interactions.values():
            self.sent += 1
            if interaction.response is not None:
                self.statuses[interaction.response.status_code] += 1
        for checks in event.recorder.checks.values():
            for check in checks:
                if (info := check.failure_info) is not None:
                    what = f"{check.name}: {event.recorder.label}: {info.failure.title}"
                    self.failures.setdefault(what, f"{info.failure.message}\n{info.code_sample}"[:2000])


def fuzz(
    address: str, key: str, tally: Tally, *, seed: int, each: int, stop: Callable[[], bool] = lambda: False
) -> None:
    """Send requests to a door until all are sent or it is time to `stop`. `each`: how many for an operation."""
    settings = {
        "seed": seed,
        "headers": {"Authorization": f"Bearer {key}"},
        "generation": {"max-examples": each, "database": "none", "no-shrink": True},
        "phases": {"coverage": {"enabled": each > 9}, "stateful": {"generation": {"max-examples": each}}},
        "continue-on-failure": True,
    }
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json", config=SchemathesisConfig.from_dict(settings))
    schema.hook(filter_failure)
    stream = from_schema(schema).execute()
    for event in stream:
        if isinstance(event, ScenarioFinished):
            tally.take(event)
        elif isinstance(event, NonFatalError):
            tally.failures.setdefault(f"{event.label}: {type(event.value).__name__}", str(event.value))
        if stop():
            stream.stop()


@schemathesis.serializer("text/calendar")
def as_calendar(context: SerializationContext, value: Any) -> bytes:
    """Any text: what no calendar is, is refused as such."""
    return str(value).encode(errors="replace")


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """The commune of the key in the place of any other: all but one request in a hundred thousand would be 403."""
    for part in (case.body, case.query):
        if isinstance(part, dict) and _is_commune(part.get("commune")):
            part["commune"] = SAN_CARLOS


def filter_failure(context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """Whether a failure counts. What fits the schema may be refused all the same, for what no schema can say."""
    if not isinstance(failure, RejectedPositiveData):
        return True
    if response.status_code in STATES:
        return False
    problem = response.json()
    codes = {fault["code"] for fault in problem.get("errors", ())}
    return not codes or (problem["type"] != "urn:mesa:problem:rejected" and not codes <= FINER)


def _is_commune(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(CUT, value) is not None


@asynccontextmanager
async def fuzzed_doors(house: House, names: Sequence[str] = tuple(DOORS)) -> AsyncIterator[dict[str, Door]]:
    """Doors over a Mesa of two communes, among them those of vacancies and matching."""
    await house.provision(names, [SAN_CARLOS, NIQUEN])
    await house.join(SAN_CARLOS, NIQUEN)
    secret: dict[str, dict[str, Any]] = {
        "matching": {"identity_key": IDENTITY_KEY},
        "events": {"calendar_key": IDENTITY_KEY, "clock": CLOCK},
    }
    async with open_doors(house, names, **secret) as doors:
        await house.until_count(2, "SELECT count(*) FROM matching.commune")
        await house.until_count(2, "SELECT count(*) FROM vacancies.member")
        yield doors


async def fuzz_door(door: Door, tally: Tally, **how: Any) -> None:
    """As `fuzz`, with the key of an officer, while this loop serves."""
    key = await door.keys.of(Role.OFFICER, SAN_CARLOS)
    async with served(door) as address:
        await asyncio.to_thread(fuzz, address, key, tally, **how)


async def _many(kafka: str, dsn: str, wanted: int, seed: int, only: str) -> int:
    db = await asyncpg.connect(dsn)
    await db.execute("CREATE DATABASE fuzz")
    await db.close()
    found: dict[str, str] = {}
    async with House(kafka, f"{dsn.rpartition('/')[0]}/fuzz", "fuzz") as house, fuzzed_doors(house) as doors:
        chosen = [only] if only else [*doors]
        for name in chosen:
            tally, began, told = Tally(), time.monotonic(), [0]

            def enough(tally: Tally = tally, name: str = name, told: list[int] = told, began: float = began) -> bool:
                if tally.sent >= told[0] + 500:
                    told[0] = tally.sent
                    print(f"{name}: {tally.sent} requests, {time.monotonic() - began:.0f} s", flush=True)
                return tally.sent >= wanted / len(chosen)

            turn = 0
            while not enough():
                await fuzz_door(doors[name], tally, seed=seed + turn, each=40, stop=enough)
                turn += 1
            print(f"{name}: {tally.sent} requests; {dict(sorted(tally.statuses.items()))}", flush=True)
            found |= {f"{name}: {what}": example for what, example in tally.failures.items()}
    for what, example in found.items():
        print(f"\n{what}\n{example}")
    print(f"\n{len(found)} kinds of failures; seed {seed}")
    return len(found)


if __name__ == "__main__":
    logs.set_up("fuzz", level="ERROR")  # a request that fails is one line; two refused ones in three are none
    count, first, one = int(sys.argv[1]), int(sys.argv[2]), (sys.argv[3] if len(sys.argv) > 3 else "")
    with tempfile.TemporaryDirectory() as folder, running(choose(os.environ, docker_answers), Path(folder)) as both:
        sys.exit(min(asyncio.run(_many(*both, count, first, one)), 1))
