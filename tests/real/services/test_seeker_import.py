"""A sheet of people through the real door of matching: everybody once, by pseudonym, no name in the clear."""

import io
from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from deploy.communes.table import members
from services.matching.imports.columns import LAYOUT
from services.matching.imports.office import check_office
from services.matching.imports.registration import door_of, register_all
from shared.errors import OperatorError
from shared.tabular import open_sheet
from tests.real.house import SAN_CARLOS, House
from tests.real.services.test_matching_process import house, http

__all__ = ["house", "http"]

SHEET = """Nombre;RUT;Ocupación;Sueldo mínimo
Rosa Fuentealba;12.667.869-K;9211;$540.000
Ana Muñoz;9868503-0;9211;
Eva Parra;17317684-2;9211;
"""


async def test_only_an_office_at_the_table_registers_a_sheet(house: House) -> None:
    table = await members(house.bus)
    check_office(SAN_CARLOS, table)
    with pytest.raises(OperatorError, match="13101 is not at this table"):
        check_office("13101", table)


async def test_a_sheet_registers_everybody_once(house: House, http: httpx.AsyncClient, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(SHEET, encoding="utf-8")
    rows = list(open_sheet(path, LAYOUT).rows())
    first = await register_all(rows, door_of(http, SAN_CARLOS), lambda done: None)
    assert (first.rows, first.imported, first.already, first.quarantined) == (3, 2, 0, 1)
    again = await register_all(rows, door_of(http, SAN_CARLOS), lambda done: None)
    assert (again.imported, again.already, again.quarantined) == (0, 2, 1)
    assert await house.count("SELECT count(*) FROM matching.seeker WHERE pay_floor = 540000") == 1
    assert await house.count("SELECT count(*) FROM matching.identity") == 2
    assert "Rosa" not in str(await house.db.fetch("SELECT * FROM matching.seeker"))


def workbook(text: str) -> bytes:
    """The same sheet as a workbook."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for line in text.splitlines():
        book.active.append(line.split(";"))
    book.save(file)
    return file.getvalue()


async def sent(http: httpx.AsyncClient, content: bytes, *, check_only: bool = False) -> Any:
    body = {"commune": SAN_CARLOS, "content": b64encode(content).decode(), "check_only": check_only}
    return (await http.post("/v1/seeker-sheets", json=body)).json()


@pytest.mark.parametrize("write", [str.encode, workbook], ids=["csv", "workbook"])
async def test_a_sheet_over_http_is_looked_through_and_then_registers_everybody_once(
    house: House, http: httpx.AsyncClient, write: Any
) -> None:
    looked = await sent(http, write(SHEET), check_only=True)
    assert (looked["rows"], looked["imported"], looked["quarantined"]) == (3, 2, 1)
    assert await house.count("SELECT count(*) FROM matching.seeker") == 0
    done, again = await sent(http, write(SHEET)), await sent(http, write(SHEET))
    assert (done["imported"], done["already"], done["quarantined"]) == (2, 0, 1)
    assert (again["imported"], again["already"], again["quarantined"]) == (0, 2, 1)
    (fault,) = done["faults"]
    assert (fault["row"], fault["field"]) == (4, "rut")
    assert "Eva" not in str(done)
    assert await house.count("SELECT count(*) FROM matching.identity") == 2


async def test_a_sheet_that_cannot_be_read_says_what_it_needs_and_one_that_is_too_long_is_refused(
    http: httpx.AsyncClient,
) -> None:
    many = "nombre;rut\n" + "Rosa;12.667.869-K\n" * 501
    for content, code in (
        (b"nada", "sheet_unreadable"),
        (b"PK\x03\x04", "sheet_unreadable"),
        (b"", "sheet_unreadable"),
    ):
        assert (await sent(http, content))["errors"][0]["code"] == code, content
    assert (await sent(http, many.encode()))["errors"][0]["code"] == "sheet_too_long"
