"""HTTP of sheets of people: each row is read, checked and registered as if it were asked alone."""

import asyncio
import secrets
from base64 import b64decode

from fastapi import APIRouter, Request

from services.matching import requests
from services.matching.api import bodies
from services.matching.api.identity import vault_of
from services.matching.imports.columns import LAYOUT
from services.matching.imports.person import SheetPerson
from services.matching.imports.registration import Door, faults_but_known, register_all
from services.matching.vault import StatedIdentity
from shared import http
from shared.contracts.replies import Fault
from shared.errors import OperatorError
from shared.http.problems import Problem
from shared.tabular import Row, RowFault, in_memory, open_sheet
from shared.views import View

router = APIRouter(tags=["seekers"])
MOST_ROWS = 500
"""People of one request: some seconds of work."""

UNREADABLE = (
    "No se puede leer la planilla: guárdela como XLSX o como CSV (UTF-8), con los nombres de las columnas en la "
    "primera fila, cada uno una vez. Hacen falta las columnas nombre y rut"
)
TOO_MANY = f"Tiene más de {MOST_ROWS} personas: pártala en varias"


class SheetFault(View):
    """What is wrong with a row. It quotes nothing that stands in it."""

    row: int
    """Its number in the sheet; the header is 1."""
    field: str
    """The column, or the field of the registration; empty: the whole row."""
    text: str
    """What the officer reads, in Spanish."""


class SheetReport(View):
    """What became of every row: each is counted once."""

    rows: int
    """Rows with something in them."""
    imported: int
    """People who were registered; if it was only looked through, who would be, or are already."""
    already: int
    """People who were registered before."""
    quarantined: int
    """Rows that were not taken; `faults` says why."""
    ignored: list[str]
    """Columns that are not read."""
    faults: list[SheetFault]
    """Every fault of every row, in their order."""


@router.post("/seeker-sheets", summary="Inscribir a las personas de una planilla; la misma dos veces no agrega a nadie")
async def sheet(request: Request, body: http.InJson[bodies.SheetBody]) -> SheetReport:
    """Nothing of the file is kept, and the report quotes nothing that stands in it."""
    http.require_commune(request, body.commune, "seekers_sheet")
    await http.require_bearable(request, body)
    rows, ignored = await asyncio.to_thread(_read, body.content)
    door = None if body.check_only else _door(request, body.commune)
    report = await register_all(rows, door, lambda done: None)
    faults = [SheetFault(row=one.row, field=one.field, text=one.text) for one in report.faults]
    return SheetReport(
        rows=report.rows,
        imported=report.imported,
        already=report.already,
        quarantined=report.quarantined,
        ignored=list(ignored),
        faults=faults,
    )


def _read(content: str) -> tuple[list[Row], tuple[str, ...]]:
    try:
        octets = b64decode(content, validate=True)
    except ValueError:
        raise _refused("sheet_unreadable", UNREADABLE) from None
    with in_memory(octets) as path:
        try:
            opened = open_sheet(path, LAYOUT)
            if opened.total > MOST_ROWS:
                raise _refused("sheet_too_long", TOO_MANY)
            return list(opened.rows()), opened.ignored
        except OperatorError as unreadable:
            raise _refused("sheet_unreadable", UNREADABLE) from unreadable


def _refused(code: str, text: str) -> Problem:
    return Problem(422, "invalid", [Fault(code=code, field="content", text=text, pointer="/content")])


def _door(request: Request, commune: str) -> Door:
    vault = vault_of(http.runtime_of(request))

    async def registered(person: SheetPerson) -> tuple[RowFault, ...] | None:
        ref, stated = f"c-{secrets.token_hex(12)}", StatedIdentity(vault, person.identity)
        command = requests.SeekerRegister(commune=commune, candidate_ref=ref, can=person.profile, stated=stated)
        try:
            await http.submit(request, command, None)
        except Problem as no:
            if no.status >= 500:
                raise
            return faults_but_known(person.row, [fault.model_dump() for fault in no.faults])
        return None

    return registered
