"""Every row of a sheet through the door of matching, with an account of each; identities go nowhere else."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

from deploy.importing.source import Row
from deploy.machine.errors import OperatorError
from deploy.registering.person import RowFault, SheetPerson, person_of

AT_ONCE = 8
"""Registrations on their way at the same time."""

Door = Callable[[SheetPerson], Awaitable[tuple[RowFault, ...] | None]]
"""Registers a person: None if they are new, no fault if they were registered already, else what is wrong."""


@dataclass(slots=True)
class Account:
    """What became of the rows. Every row is counted once beside `rows`."""

    rows: int = 0
    imported: int = 0
    already: int = 0
    quarantined: int = 0
    faults: list[RowFault] = field(default_factory=list)

    def refuse(self, faults: Iterable[RowFault]) -> None:
        self.quarantined += 1
        self.faults += faults


async def register_all(rows: Iterable[Row], door: Door | None, tell: Callable[[int], None]) -> Account:
    """Check every row, and register whoever it names if there is a door (else `imported` counts who would be)."""
    account, people = Account(), []
    met: set[str | None] = set()
    for row in rows:
        account.rows += 1
        found = person_of(row)
        if not isinstance(found, SheetPerson):
            account.refuse(found)
        elif found.identity.rut in met:
            account.refuse([RowFault(row.number, "rut", "La persona está dos veces en el archivo")])
        else:
            met.add(found.identity.rut)
            people.append(found)
    if door is None:
        account.imported = len(people)
    else:
        await _through(people, door, account, tell)
    account.faults.sort(key=lambda fault: (fault.row, fault.field))
    return account


async def _through(people: list[SheetPerson], door: Door, account: Account, tell: Callable[[int], None]) -> None:
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        for faults in await asyncio.gather(*map(door, some)):
            if faults is None:
                account.imported += 1
            elif faults:
                account.refuse(faults)
            else:
                account.already += 1
        tell(len(some))


def door_of(client: httpx.AsyncClient, commune: str) -> Door:
    """The registration of matching by HTTP, for a commune. Raises Fault where it does not answer."""

    async def register(person: SheetPerson) -> tuple[RowFault, ...] | None:
        body = {
            "commune": commune,
            "profile": person.can.model_dump(mode="json"),
            "identity": person.identity.model_dump(mode="json", exclude_none=True),
        }
        try:
            answer = await client.post("/v1/seekers", json=body)
        except httpx.HTTPError as away:
            raise _no_answer(type(away).__name__) from away
        if answer.status_code == 201:
            return None
        if answer.status_code >= 500:
            raise _no_answer(f"status {answer.status_code}")
        return _faults(person.row, answer.json())

    return register


def _faults(row: int, problem: dict[str, Any]) -> tuple[RowFault, ...]:
    errors = problem.get("errors") or [{"code": "", "field": "", "text": problem.get("title", "")}]
    return tuple(RowFault(row, e["field"], e["text"]) for e in errors if e["code"] != "already_registered")


def _no_answer(why: str) -> OperatorError:
    return OperatorError(
        f"matching does not answer: {why}", do="see `mesa status`; then the same command is safe to run again"
    )
