"""A sheet of people: read from CSV and XLSX, checked row by row, registered once; nothing of a person in a fault."""

import asyncio
import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from deploy.cli.seekers import app
from services.matching.imports.columns import LAYOUT
from services.matching.imports.office import check_office, office_of
from services.matching.imports.person import SheetPerson, person_of
from services.matching.imports.registration import RegistrationReport, door_of, register_all
from shared.contracts.communes import CommuneJoined, Mode, Windows
from shared.contracts.vacancies import Occupation
from shared.contracts.vocabulary import Contract, Education, Licence, Shift, Transport
from shared.errors import OperatorError
from shared.tabular import Row, RowFault, open_sheet

ROSA = {"nombre": "Rosa Fuentealba", "rut": "12.667.869-K"}
HEADER = "Nombre;RUT;Ocupación;Sueldo mínimo;Sexo"
LINES = [
    HEADER,
    "Rosa Fuentealba;12.667.869-K;9211;$540.000;F",
    "Ana Muñoz;9868503-0;temporero;;F",
    "Eva Parra;17317684-2;9211;;F",
    "Rosa otra vez;12667869-K;9211;;F",
    "Luz Soto;;9211;mucho;F",
]


def row(**cells: str) -> Row:
    return Row(1, {name.replace("_", " "): cell for name, cell in (ROSA | cells).items()})


def faults(**cells: str) -> list[str]:
    found = person_of(row(**cells))
    assert not isinstance(found, SheetPerson)
    return [fault.field for fault in found]


def test_every_column_is_read() -> None:
    found = person_of(
        row(
            contacto="+56 9 1234 5678",
            ocupaciones="9211; 8322",
            nivel_educacional="Educación media incompleta",
            experiencia="3 años",
            licencias_de_conducir="Clase B",
            turnos_que_no_puede="Nocturno",
            sueldo_minimo="$540.000",
            minutos_de_viaje="60 minutos",
            tipo_de_contrato="Contrato indefinido, Plazo fijo",
            disponible_desde="01/03/2026",
            capacitaciones="Primeros auxilios; Grúa horquilla",
            transporte="Auto o camioneta",
            sexo="F",
        )
    )
    assert isinstance(found, SheetPerson)
    assert (found.identity.name, found.identity.rut, found.identity.contact) == (
        "Rosa Fuentealba",
        "12667869K",
        "+56 9 1234 5678",
    )
    can = found.profile
    assert can.occupations == (Occupation(code="9211"), Occupation(code="8322"))
    assert (can.education, can.experience_years, can.licences) == (Education.SECONDARY_INCOMPLETE, 3, (Licence.B,))
    assert (can.cannot, can.pay_floor, can.max_minutes) == ((Shift.NIGHTS,), 540_000, 60)
    assert (can.contracts, can.available_from) == ((Contract.PERMANENT, Contract.FIXED_TERM), date(2026, 3, 1))
    assert (can.training, can.transport) == (("Primeros auxilios", "Grúa horquilla"), Transport.CAR)


def test_what_is_not_said_is_left_at_its_default() -> None:
    found = person_of(row(experiencia="", sueldo_minimo="-"))
    assert isinstance(found, SheetPerson)
    assert (found.profile.experience_years, found.profile.pay_floor, found.profile.max_minutes) == (0, 0, 90)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("ocupacion", "lo que salga"),
        ("nivel_educacional", "harta"),
        ("experiencia", "bastante"),
        ("licencias_de_conducir", "Z9"),
        ("sueldo_minimo", "mucho"),
        ("disponible_desde", "pronto"),
        ("transporte", "teletransporte"),
    ],
)
def test_what_cannot_be_understood_is_a_fault_of_its_column(column: str, cell: str) -> None:
    assert faults(**{column: cell}) == [column.replace("_", " ")]


def test_all_that_is_wrong_is_told_at_once_and_nothing_of_the_person() -> None:
    found = person_of(row(rut="17317684-2", nombre="Rosa\0", sueldo_minimo="Fuentealba", minutos_de_viaje="9999"))
    assert isinstance(found, tuple)
    assert [fault.field for fault in found] == ["sueldo minimo", "rut", "max_minutes"]
    assert not any(secret in repr(found) for secret in ("Rosa", "17317684", "Fuentealba"))


def test_who_has_no_rut_is_registered_at_the_office() -> None:
    assert faults(rut="") == ["rut"]


def sheet(path: Path, lines: Iterable[str] = LINES, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(lines), encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_is_read_as_offices_write_it(tmp_path: Path, encoding: str) -> None:
    found = open_sheet(sheet(tmp_path / "people.csv", encoding=encoding), LAYOUT)
    assert [one.cells["nombre"] for one in found.rows()][:2] == ["Rosa Fuentealba", "Ana Muñoz"]
    assert found.ignored == ("sexo",)


def test_a_workbook_is_read_as_people_see_it(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Nombre", "RUT", "Sueldo mínimo", "Disponible desde", "Contacto"])
    page.append(["Rosa Fuentealba", "12.667.869-K", 540000.0, datetime(2026, 3, 1), None])  # noqa: DTZ001 - as a workbook has it
    page.append([None, None, None, None, None])
    page.append(["Ana Muñoz", "9868503-0"])
    book.save(tmp_path / "people.xlsx")
    found = open_sheet(tmp_path / "people.xlsx", LAYOUT)
    people = [person_of(one) for one in found.rows()]
    assert [isinstance(one, SheetPerson) for one in people] == [True, True]
    assert isinstance(people[0], SheetPerson)
    assert (people[0].profile.pay_floor, people[0].profile.available_from) == (540_000, date(2026, 3, 1))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Nombre;Edad\nRosa;3", "missing: rut"),
        (b"RUT;Nombre;RUT", "twice: rut"),
        (b"PK\x03\x04x", "workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old kind"),
        ("Nombre;RUT\nRosa;1".encode("utf-16"), "UTF-16"),
        ("Nombre;RUT\nRosa;1".encode("utf-16-le"), "UTF-16"),
    ],
)
def test_a_file_that_is_no_sheet_of_people_is_refused_whole(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "sheet"
    path.write_bytes(content)
    with pytest.raises(OperatorError, match=says):
        open_sheet(path, LAYOUT)


def test_a_row_with_too_few_cells_is_put_aside(tmp_path: Path) -> None:
    (broken,) = open_sheet(sheet(tmp_path / "s.csv", [HEADER, "Rosa;12667869-K"]), LAYOUT).rows()
    assert person_of(broken) == (RowFault(2, "2 celdas bajo 5 columnas", field=""),)


def test_a_row_is_known_by_its_number_in_the_sheet_blank_rows_and_all(tmp_path: Path) -> None:
    lines = [HEADER, "Rosa;12667869-K;;;", "", ";;;;", "Eva;17317684-2;;;"]
    found = open_sheet(sheet(tmp_path / "s.csv", lines), LAYOUT).rows()
    assert [one.number for one in found] == [2, 5]
    book = Workbook()
    page = book.active
    assert page is not None
    for n, line in enumerate(lines, 1):
        for column, cell in enumerate(line.split(";"), 1):
            page.cell(n, column, cell or None)
    book.save(tmp_path / "s.xlsx")
    assert [one.number for one in open_sheet(tmp_path / "s.xlsx", LAYOUT).rows()] == [2, 5]


def test_a_cell_without_end_puts_its_row_aside_and_no_other(tmp_path: Path) -> None:
    lines = [
        HEADER,
        "Rosa;12667869-K;;;" + "x" * 200_000,
        "Ana;9868503-0;;;",
        'Eva;6265837-1;"' + "y\n" * 100_000 + '";;',
    ]
    found = [person_of(one) for one in open_sheet(sheet(tmp_path / "s.csv", lines), LAYOUT).rows()]
    assert [isinstance(one, SheetPerson) for one in found] == [False, True, False]
    (fault,) = found[0] if isinstance(found[0], tuple) else ()
    assert (fault.row, fault.field, "comillas" in fault.text) == (2, "", True)


def test_two_columns_of_one_thing_are_both_kept_or_told() -> None:
    both = person_of(row(telefono="+56 9 1234 5678", correo="rosa@example.cl", ocupacion="9211", oficio="8322; 9211"))
    assert isinstance(both, SheetPerson)
    assert both.identity.contact == "+56 9 1234 5678 / rosa@example.cl"
    assert [each.code for each in both.profile.occupations] == ["9211", "8322"]
    same = person_of(row(telefono="123", contacto="123", experiencia="3", anos_de_experiencia="3 años"))
    assert isinstance(same, SheetPerson)
    assert same.identity.contact == "123"
    assert faults(experiencia="3", anos_de_experiencia="5") == ["anos de experiencia"]


def test_the_office_is_a_commune_before_anything_is_read(tmp_path: Path) -> None:
    for given in ("abc", "99999", "1630"):
        told = CliRunner().invoke(app, ["import", str(tmp_path / "none.csv"), "--commune", given, "--dry-run"])
        assert isinstance(told.exception, OperatorError)
        assert (told.exception.code, told.exception.what) == (
            2,
            f"--commune {given}: this is not the code of a commune",
        )
    assert office_of("16301") == office_of("08416") == "16301"


def test_the_office_sits_at_the_table_and_its_people_are_ours() -> None:
    ours = CommuneJoined(commune="16301", name="San Carlos", windows=Windows())
    table = {"16301": ours, "16303": ours.model_copy(update={"commune": "16303", "mode": Mode.EXTERNAL})}
    check_office("16301", table)
    for cut, says in (("13101", "not at this table"), ("16303", "its own system")):
        with pytest.raises(OperatorError, match=says):
            check_office(cut, table)


def registered(path: Path, answer: Any) -> RegistrationReport:
    async def all_of_them() -> RegistrationReport:
        transport = httpx.MockTransport(answer)
        async with httpx.AsyncClient(base_url="http://matching", transport=transport) as client:
            return await register_all(open_sheet(path, LAYOUT).rows(), door_of(client, "16301"), lambda done: None)

    return asyncio.run(all_of_them())


class Office:
    """Matching's door, which knows whom it registered."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        if body["identity"]["rut"] in [one["identity"]["rut"] for one in self.bodies]:
            errors = [{"code": "already_registered", "field": "identity", "text": "Ya está"}]
            return httpx.Response(422, json={"errors": errors})
        self.bodies.append(body)
        return httpx.Response(201, json={"candidate_ref": "c-1"})


def test_the_same_sheet_twice_adds_nobody(tmp_path: Path) -> None:
    path, office = sheet(tmp_path / "s.csv"), Office()
    first = registered(path, office)
    assert (first.rows, first.imported, first.already, first.quarantined) == (5, 2, 0, 3)
    assert [(fault.row, fault.field) for fault in first.faults] == [
        (4, "rut"),
        (5, "rut"),
        (6, "rut"),
        (6, "sueldo minimo"),
    ]
    again = registered(path, office)
    assert (again.imported, again.already, again.quarantined) == (0, 2, 3)
    assert office.bodies[0]["commune"] == "16301"
    assert "sexo" not in json.dumps(office.bodies)


def test_a_refusal_is_a_fault_of_the_row_and_silence_ends_it(tmp_path: Path) -> None:
    path = sheet(tmp_path / "s.csv", LINES[:2])
    errors = [{"code": "commune_not_in_mesa", "field": "commune", "text": "La comuna no está en la Mesa"}]
    refused = registered(path, lambda request: httpx.Response(422, json={"errors": errors}))
    assert (refused.imported, refused.quarantined) == (0, 1)
    assert refused.faults == [RowFault(2, "La comuna no está en la Mesa", "commune_not_in_mesa", "commune")]
    with pytest.raises(OperatorError, match="status 503"):
        registered(path, lambda request: httpx.Response(503, json={}))


def test_a_dry_run_needs_no_stack_and_tells_the_same_account(tmp_path: Path) -> None:
    path = sheet(tmp_path / "s.csv")
    told = CliRunner().invoke(app, ["import", str(path), "--commune", "16301", "--dry-run", "--json"])
    assert told.exit_code == 0, told.output
    report = json.loads(told.output)
    assert (report["rows"], report["imported"], report["already"], report["quarantined"]) == (5, 2, 0, 3)
    assert set(report) == {"rows", "imported", "already", "quarantined", "faults", "ignored"}
    assert set(report["faults"][0]) == {"row", "field", "text"}
    read = CliRunner().invoke(app, ["import", str(path), "--commune", "16301", "--dry-run"])
    assert "5 filas: 2 personas se inscribirían" in read.output
