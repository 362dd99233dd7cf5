"""An export goes through a real broker and the real vacancies service, every row accounted for."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from services.vacancies.app import SERVICE
from services.vacancies.imports.exchange import ImportReport, Silence, import_rows
from services.vacancies.imports.intake import open_intake
from services.vacancies.imports.plan import plan
from services.vacancies.imports.posting import posting_of
from shared.errors import OperatorError
from shared.tabular import Row
from tests.real.house import NIQUEN, SAN_CARLOS, House
from tests.unit.services.vacancies.imports.mothers import a_row, place


def lawful(**changed: str) -> dict[str, str]:
    """A row whose pay is above the minimum wage of its day."""
    return a_row(**({"Salario": "551.000 - 690.000"} | changed))


ROWS = [
    lawful(),
    lawful(Fecha="06/01/2026"),
    lawful(Ubicacion="Ñuble, Ñiquén"),
    lawful(Salario="conversable"),
    *(lawful(Empresa=f"Viveros del Ñuble {n}") for n in range(600)),
]


async def bring(house: House, rows: Sequence[dict[str, str]], patience: float = 20.0) -> ImportReport:
    numbered = [Row(n, cells) for n, cells in enumerate(rows, 1)]
    async with open_intake(house.bus, lambda: datetime(2026, 1, 12, 12, tzinfo=UTC)) as door:
        steps = plan(numbered, lambda row: posting_of(row.cells, place, datetime(2026, 1, 12, 12, tzinfo=UTC)))
        return await import_rows(steps, door, ask=True, patience=patience, tell=lambda done: None)


async def test_the_same_file_twice_adds_nothing(kafka_server: str, database: str, prefix: str) -> None:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS, NIQUEN])
        await house.join(SAN_CARLOS, NIQUEN)
        await house.open(SERVICE)
        await house.until_count(2, "SELECT count(*) FROM vacancies.member")

        first = await bring(house, ROWS)
        assert (first.rows, first.imported, first.reposts, first.already, first.quarantined) == (604, 602, 1, 0, 1)
        assert await house.count("SELECT count(*) FROM vacancies.vacancy") == 602
        assert await house.count("SELECT count(*) FROM vacancies.vacancy WHERE commune = $1", NIQUEN) == 1

        again = await bring(house, ROWS)
        assert (again.rows, again.imported, again.reposts, again.already, again.quarantined) == (604, 0, 1, 602, 1)
        assert await house.count("SELECT count(*) FROM vacancies.vacancy") == 602


async def test_rows_without_an_answer_are_named_and_asking_again_is_safe(
    kafka_server: str, database: str, prefix: str
) -> None:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS])
        await house.join(SAN_CARLOS)
        away = await house.open(SERVICE)
        await house.until_count(1, "SELECT count(*) FROM vacancies.member")
        await house.close(away)
        with pytest.raises(Silence) as silence:
            await bring(house, ROWS[:1], patience=0.5)
        assert silence.value.rows == [1]

        await house.open(SERVICE)
        report = await bring(house, ROWS[:1])
        assert report.imported + report.already == 1
        assert await house.count("SELECT count(*) FROM vacancies.vacancy") == 1


async def test_nobody_at_the_table_is_an_error_with_what_to_do(kafka_server: str, database: str, prefix: str) -> None:
    async with House(kafka_server, database, prefix) as house:
        await house.provision([], [SAN_CARLOS])
        with pytest.raises(OperatorError, match="no commune sits"):
            await bring(house, ROWS[:1])
