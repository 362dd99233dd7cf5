"""The doors of all four services on real servers: cursors that nobody gave, characters that nobody can look for."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest

from tests.logs import logged
from tests.real.doors import DOORS, Door, open_doors
from tests.real.house import SAN_CARLOS, House

LISTINGS = (
    ("vacancies", "/vacancies?"),
    ("vacancies", "/placements?"),
    ("vacancies", "/employers?"),
    ("matching", f"/seekers?commune={SAN_CARLOS}"),
    ("matching", f"/proposals?commune={SAN_CARLOS}"),
    ("matching", f"/insurance-refusals?commune={SAN_CARLOS}"),
    ("matching", f"/disclosures?commune={SAN_CARLOS}"),
    ("events", "/fairs?"),
    ("notifications", f"/notices?commune={SAN_CARLOS}"),
)
Doors = dict[str, Door]


@pytest.fixture
async def doors(kafka_server: str, database: str, prefix: str) -> AsyncIterator[Doors]:
    async with House(kafka_server, database, prefix) as house:
        await house.provision([*DOORS], [])
        async with open_doors(house) as doors:
            yield doors


def _codes(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, f"{answer.url}: {answer.text}"
    assert answer.headers["content-type"] == "application/problem+json"
    return [(fault["code"], fault["field"]) for fault in answer.json()["errors"]]


async def test_a_cursor_that_nobody_gave_is_no_end_of_a_listing(doors: Doors) -> None:
    for service, listing in LISTINGS:
        assert (await doors[service].get(listing)).json() == []
        answer = await doors[service].get(f"{listing}&after=nada")
        assert _codes(answer) == [("unknown_cursor", "after")]


async def test_a_nul_in_a_query_is_refused_by_every_listing(doors: Doors) -> None:
    for service, listing in LISTINGS:
        assert _codes(await doors[service].get(f"{listing}&after=%00")) == [("nul_character", "after")]
    for service, listing, name in (
        ("vacancies", "/vacancies?text=%00", "text"),
        ("vacancies", "/employers?text=%00", "text"),
        ("notifications", f"/notices?commune={SAN_CARLOS}&vacancy_id=%00", "vacancy_id"),
    ):
        assert _codes(await doors[service].get(listing)) == [("nul_character", name)]


async def test_instants_and_positions_beyond_all_bounds_are_refused(doors: Doors) -> None:
    east, west = "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"
    for service, path, code in (
        ("vacancies", f"/insights?since={east}", "instant_out_of_range"),
        ("vacancies", f"/employers/answer-times?until={west}", "instant_out_of_range"),
        ("matching", f"/insurance-refusals?commune={SAN_CARLOS}&since={east}", "instant_out_of_range"),
        ("notifications", f"/notices?commune={SAN_CARLOS}&after={10**30}", "unknown_cursor"),
    ):
        assert [found for found, _ in _codes(await doors[service].get(path))] == [code]


async def test_a_database_that_fails_is_our_fault_and_their_words_stay_inside(doors: Doors, database: str) -> None:
    db = await asyncpg.connect(database)
    await db.execute("DROP VIEW vacancies.vacancy_seen CASCADE")
    await db.close()
    with logged() as lines:
        answer = await doors["vacancies"].get("/vacancies", params={"text": "Rosa Fuentealba"})
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:mesa:problem:failed")
    assert "vacancy_seen" not in answer.text
    (line,) = [line for line in lines if line["event"] == "request_failed"]
    assert line["why"] == "UndefinedTableError"
    assert "Rosa" not in repr(line)
