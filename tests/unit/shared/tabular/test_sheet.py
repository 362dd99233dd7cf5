"""Files of the exchange, whatever wrote them."""

import json
from pathlib import Path

import pytest

from services.vacancies.imports.fields import LAYOUT
from shared.errors import OperatorError
from shared.tabular import open_sheet
from tests.unit.services.vacancies.imports.mothers import HARVEST, as_csv

ROWS = ({"Titulo": "Peoneta ñandú"}, {"Titulo": "Garzón", "Salario": "301.000\n - \n450.000"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_csv_in_any_encoding_and_with_any_separator_is_the_same(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(as_csv(*ROWS, separator=separator).encode(encoding))
    source = open_sheet(file, LAYOUT)
    rows = list(source.rows())
    assert source.total == 2
    assert [(row.number, row.cells["titulo"]) for row in rows] == [(1, "Peoneta ñandú"), (2, "Garzón")]
    assert rows[1].cells["salario"] == "301.000\n - \n450.000"


@pytest.mark.parametrize("lines", [False, True])
def test_json_as_an_array_and_as_one_object_a_line(tmp_path: Path, lines: bool) -> None:
    file = tmp_path / "export.json"
    objects = [{**HARVEST, "Vacantes": 40, "Nivel educacional": None, "Oferta de tipo práctica profesional": True}] * 3
    file.write_text("\n".join(map(json.dumps, objects)) if lines else json.dumps(objects, ensure_ascii=False))
    source = open_sheet(file, LAYOUT)
    rows = list(source.rows())
    assert source.total == len(rows) == 3
    assert rows[0].cells["vacantes"] == "40"
    assert rows[0].cells["nivel educacional"] == ""
    assert rows[0].cells["oferta de tipo practica profesional"] == "Si"


def test_a_file_larger_than_what_is_read_at_once(tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    file.write_text(json.dumps([{**HARVEST, "Fecha": str(n)} for n in range(700)], indent=1))
    assert [row.cells["fecha"] for row in open_sheet(file, LAYOUT).rows()] == [str(n) for n in range(700)]


def test_rows_that_do_not_fit_the_header_are_broken_and_the_others_are_read(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    good = as_csv({}, {})
    file.write_text(good.replace("\r\nCosecheros", "\r\nuna,celda\r\n\r\n,,,\r\nCosecheros", 1))
    assert [bool(row.broken) for row in open_sheet(file, LAYOUT).rows()] == [True, False, False]


def test_an_unclosed_quote_breaks_its_row_only_to_the_end_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text(as_csv({}) + '"abierta,1\r\n')
    assert [bool(row.broken) for row in open_sheet(file, LAYOUT).rows()] == [False, True]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b"  \r\n", "empty"),
        (b"PK\x03\x04rest", "workbook"),
        (b"Titulo,Empresa\r\nx,y\r\n", "columns are missing: vacantes, ubicacion"),
        (b"Titulo,titulo,Empresa,Vacantes,Ubicacion\r\n", "stand twice: titulo"),
        (b'[{"Titulo": "x"}, {"Titulo"', "breaks off after 1 rows"),
        (b'[{"Cargo": "x"}]', "no object has the fields"),
    ],
)
def test_what_is_no_export_is_refused_with_what_to_do(tmp_path: Path, content: bytes, what: str) -> None:
    file = tmp_path / "export"
    file.write_bytes(content)
    with pytest.raises(OperatorError, match=what) as fault:
        open_sheet(file, LAYOUT)
    assert fault.value.do


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be read"):
        open_sheet(tmp_path / "nowhere.csv", LAYOUT)
