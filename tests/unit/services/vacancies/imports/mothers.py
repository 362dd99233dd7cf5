"""Rows in the form of the exchange, with invented values."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime

from shared.tabular import field_name
from shared.tabular.values import Doubt

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)

HARVEST = {
    "Titulo": "Cosecheros de frambuesa (40 vacantes)",
    "Ocupacion": "Obreros y obreras agricolas",
    "Vacantes": "40",
    "Empresa": "Agrícola Los Notros",
    "Ubicacion": "Ñuble, San Carlos",
    "Fecha": "05/01/2026",
    "Salario": "301.000\n - \n450.000",
    "Tipo": "Jornada Completa",
    "Nivel educacional": "",
    "Experiencia": "No requerida",
    "Oferta de tipo práctica profesional": "No",
    "Tipo de contrato": "Contrato por obra o faena",
    "Turnos de trabajo": "",
    "Licencias de conducir": "",
    "Grupos de Empleo": "",
}
PLACES = {"Ñuble, San Carlos": "16301", "Ñuble, Ñiquén": "16303", "Bío Bío, Lota": "08106"}


def a_row(**changed: str) -> dict[str, str]:
    """The cells of a row as the source gives them; `changed` by field name with _ for spaces."""
    cells = {field_name(name): text for name, text in HARVEST.items()}
    return cells | {field_name(name): text for name, text in changed.items()}


def place(text: str) -> str:
    """A tiny territory."""
    if text not in PLACES:
        raise Doubt("place_unknown", f"¿Qué comuna es «{text}»?")
    return PLACES[text]


def as_csv(*rows: Mapping[str, str], separator: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(HARVEST), delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows([{**HARVEST, **row} for row in rows])
    return out.getvalue()
