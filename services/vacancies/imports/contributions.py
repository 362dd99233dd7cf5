"""Compares a contribution file with the declared placements: each row verifies, refutes, repeats or is put aside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from services.vacancies.imports.contribution_file import ContributionRow
from shared.tabular import Report, RowFault


@dataclass(slots=True)
class ContributionReport(Report):
    """rows = verified + refuted + already + quarantined."""

    verified: int = 0
    refuted: int = 0


class PlacementRecords(Protocol):
    """Where placements are looked up, and verified by the days of a month."""

    async def placements_of(self, line: ContributionRow) -> Sequence[Mapping[str, Any]]:
        """(placement_id, declared month as 2026-01) of the person, the newest first."""

    async def verify(self, placement_id: str, period: str, days: int) -> Mapping[str, Any]:
        """The answer: `state`, and `already`; or `fault` with `reason` and `text`."""


async def verify_all(
    lines: Sequence[ContributionRow], records: PlacementRecords, ask: bool, tell: Callable[[], None]
) -> ContributionReport:
    """Verify row by row. Without `ask` nothing is sent, and `verified` counts the rows that would be sent."""
    report = ContributionReport()
    for line in lines:
        report.rows += 1
        await _one(line, records, ask, report)
        tell()
    return report


async def _one(line: ContributionRow, records: PlacementRecords, ask: bool, report: ContributionReport) -> None:
    if line.reason:
        return report.quarantine([RowFault(line.number, line.text, line.reason)])
    known = await records.placements_of(line)
    fitting = [one for one in known if one["declared"] <= line.period]
    if not fitting:
        reason, text = ("before_placement", "El mes es anterior a la colocación") if known else _NOBODY
        return report.quarantine([RowFault(line.number, text, reason)])
    if not ask:
        report.verified += 1
        return None
    return _count(report, line.number, await records.verify(fitting[0]["placement_id"], line.period, line.days))


def _count(report: ContributionReport, number: int, answer: Mapping[str, Any]) -> None:
    if "fault" in answer:
        return report.quarantine([RowFault(number, answer["text"], answer["fault"])])
    if answer.get("already"):
        report.already += 1
    elif answer["state"] == "verified":
        report.verified += 1
    else:
        report.refuted += 1
    return None


_NOBODY = ("no_placement", "La persona no tiene una colocación declarada en la que participe esta comuna")
