"""Registers the people of a sheet with matching over HTTP, and reports on every row."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx

from services.matching.imports.person import SheetPerson, person_of
from shared.errors import OperatorError
from shared.tabular import Report, Row, RowFault

AT_ONCE = 8
"""Registrations sent at the same time."""

Door = Callable[[SheetPerson], Awaitable[tuple[RowFault, ...] | None]]
"""Registers a person. Returns None for a new one, no faults for one who was registered before, else the faults."""


@dataclass(slots=True)
class RegistrationReport(Report):
    """rows = imported + already + quarantined."""

    FAULT_KEYS: ClassVar[tuple[str, ...]] = ("row", "field", "text")

    imported: int = 0


async def register_all(rows: Iterable[Row], door: Door | None, tell: Callable[[int], None]) -> RegistrationReport:
    """Check every row, and register its person. Without a door nobody is registered: `imported` counts who would be."""
    report, people = RegistrationReport(), []
    met: set[str | None] = set()
    for row in rows:
        report.rows += 1
        found = person_of(row)
        if not isinstance(found, SheetPerson):
            report.quarantine(found)
        elif found.identity.rut in met:
            report.quarantine([RowFault(row.number, "La persona está dos veces en el archivo", field="rut")])
        else:
            met.add(found.identity.rut)
            people.append(found)
    if door is None:
        report.imported = len(people)
    else:
        await _through(people, door, report, tell)
    report.faults.sort(key=lambda fault: (fault.row, fault.field))
    return report


async def _through(
    people: list[SheetPerson], door: Door, report: RegistrationReport, tell: Callable[[int], None]
) -> None:
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        for faults in await asyncio.gather(*map(door, some)):
            if faults is None:
                report.imported += 1
            elif faults:
                report.quarantine(faults)
            else:
                report.already += 1
        tell(len(some))


def door_of(client: httpx.AsyncClient, commune: str) -> Door:
    """Registers the people of a commune over HTTP. Raises OperatorError if matching does not answer."""

    async def register(person: SheetPerson) -> tuple[RowFault, ...] | None:
        body = {
            "commune": commune,
            "profile": person.profile.model_dump(mode="json"),
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
    return faults_but_known(row, problem.get("errors") or [{"code": "", "field": "", "text": problem.get("title", "")}])


def faults_but_known(row: int, errors: Iterable[Mapping[str, Any]]) -> tuple[RowFault, ...]:
    """The faults of a registration; none if the person is registered already."""
    return tuple(RowFault(row, e["text"], e["code"], e["field"]) for e in errors if e["code"] != "already_registered")


def _no_answer(why: str) -> OperatorError:
    return OperatorError(
        f"matching does not answer: {why}", do="see `mesa status`; then the same command is safe to run again"
    )
