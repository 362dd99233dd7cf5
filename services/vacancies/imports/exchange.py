"""Imports a whole file and counts its rows: imported, repost, posted already, or quarantined with the reason."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from services.vacancies.imports.intake import Answers, Request
from services.vacancies.imports.plan import Aside, Ask, Repost, Step
from shared.contracts.replies import RequestRejected
from shared.tabular import Report, RowFault

AT_ONCE = 500
"""How many rows are asked for before their answers are waited for."""


@dataclass(slots=True)
class ImportReport(Report):
    """rows = imported + reposts + already + quarantined. `coded`: imported, with a code of CIUO-08.CL."""

    imported: int = 0
    reposts: int = 0
    coded: int = 0

    def posted(self, ask: Ask) -> None:
        self.imported += 1
        self.coded += ask.posting.request.profile.occupation is not None


class Silence(Exception):
    """The services did not answer for these rows, so it is not known whether they are posted. Asking again is safe."""

    def __init__(self, rows: list[int]) -> None:
        super().__init__(f"{len(rows)} rows without an answer")
        self.rows = rows


class Services(Protocol):
    """Where requests are sent and their answers come from: `CommuneIntake`."""

    def was_accepted(self, request_id: str) -> bool: ...

    async def ask(self, requests: list[Request], patience: float) -> Answers: ...


async def import_rows(
    steps: Iterable[Step], services: Services | None, *, ask: bool, patience: float, tell: Callable[[int], None]
) -> ImportReport:
    """Do what the plan says. Without `ask` nothing is sent, and `imported` counts the rows that would be sent.

    `tell` is called with the number of rows done. Raises Silence when an answer does not come.
    """
    report = ImportReport()
    for some in _rounds(iter(steps)):
        asks = [step for step in some if isinstance(step, Ask)]
        fresh = [one for one in asks if services is None or not services.was_accepted(one.posting.identity)]
        answers = await _answers(services, fresh, patience) if ask and services else {}
        _count(report, some, {one.number for one in fresh}, answers)
        tell(len(some))
    report.faults.sort(key=lambda fault: fault.row)
    return report


async def _answers(services: Services, asks: list[Ask], patience: float) -> Answers:
    if not asks:
        return {}
    answers = await services.ask([(one.posting.identity, one.posting.request) for one in asks], patience)
    silent = [one.number for one in asks if one.posting.identity not in answers]
    if silent:
        raise Silence(silent)
    return answers


def _rounds(steps: Iterator[Step]) -> Iterator[list[Step]]:
    while some := list(islice(steps, AT_ONCE)):
        yield some


def _count(report: ImportReport, some: list[Step], fresh: set[int], answers: Answers) -> None:
    for step in some:
        report.rows += 1
        if isinstance(step, Repost):
            report.reposts += 1
        elif isinstance(step, Aside):
            report.quarantine([RowFault(step.number, step.text, step.reason)])
        elif step.number not in fresh:
            report.already += 1
        elif isinstance(answer := answers.get(step.posting.identity), RequestRejected):
            text = "; ".join(one.text for one in answer.faults)
            report.quarantine([RowFault(step.number, text, answer.faults[0].code)])
        else:
            report.posted(step)
