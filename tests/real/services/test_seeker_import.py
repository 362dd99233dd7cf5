"""A sheet of people through the real door of matching: everybody once, by pseudonym, no name in the clear."""

from pathlib import Path

import httpx
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
