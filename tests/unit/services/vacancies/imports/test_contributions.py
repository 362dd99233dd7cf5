"""Every row of a contribution file is accounted for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from services.vacancies.imports.contribution_file import ContributionRow, read_contributions
from services.vacancies.imports.contributions import verify_all
from shared.errors import OperatorError


class Known:
    """One person with a placement declared in January."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, int]] = []

    async def placements_of(self, line: ContributionRow) -> Sequence[Mapping[str, Any]]:
        return (
            [{"placement_id": "p1", "declared": "2026-01"}] if line.person in ("126678690", "ana", "12667869K") else []
        )

    async def verify(self, placement_id: str, period: str, days: int) -> Mapping[str, Any]:
        again = (placement_id, period, days) in self.told
        self.told.append((placement_id, period, days))
        return {"state": "verified" if days >= 15 else "refuted", **({"already": "yes"} if again else {})}


def _file(tmp_path: Path, text: str) -> list[ContributionRow]:
    path = tmp_path / "cotizaciones.csv"
    path.write_bytes(text.encode("cp1252"))
    return read_contributions(path)


async def test_every_row_is_verified_refuted_there_already_or_put_aside(tmp_path: Path) -> None:
    lines = _file(
        tmp_path,
        "RUT;Período;Días\n12.667.869-k;2026-04;30\n12667869-K;04-2026;30\n12667869-K;2026-05;3\n"
        "12667869-1;2026-04;30\n9868503-0;2026-04;30\n12667869-K;2025-12;30\n12667869-K;abril;30\n12667869-K;2026-04;99\n",
    )
    report = await verify_all(lines, Known(), ask=True, tell=lambda: None)
    assert (report.rows, report.verified, report.refuted, report.already, report.quarantined) == (8, 1, 1, 1, 5)
    assert [fault.reason for fault in report.faults] == [
        "rut_invalid",
        "no_placement",
        "before_placement",
        "period_unreadable",
        "days_unreadable",
    ]


async def test_a_rehearsal_says_nothing(tmp_path: Path) -> None:
    known = Known()
    await verify_all(_file(tmp_path, "candidato,periodo,dias\nana,2026-04,30\n"), known, ask=False, tell=lambda: None)
    assert not known.told


def test_a_file_without_the_columns_says_which_it_needs(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="periodo"):
        _file(tmp_path, "nombre,edad\nx,3\n")


def test_no_rut_is_in_what_is_shown_of_a_line(tmp_path: Path) -> None:
    (line,) = _file(tmp_path, "rut,periodo,dias\n12667869-K,2026-04,30\n")
    assert "12667869" not in repr(line)
