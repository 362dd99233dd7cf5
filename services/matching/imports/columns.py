"""The columns of a sheet of people, as `field_name` leaves them, and the field of a registration that each one fills.

Sex, age, nationality and marital status have no column: where a sheet has them, nobody reads them.
"""

from collections.abc import Mapping

from shared.tabular import Kind, Layout

COLUMNS: Mapping[str, str] = {
    "nombre": "name",
    "rut": "rut",
    "contacto": "contact",
    "telefono": "contact",
    "correo": "contact",
    "ocupacion": "occupations",
    "ocupaciones": "occupations",
    "oficio": "occupations",
    "nivel educacional": "education",
    "educacion": "education",
    "experiencia": "experience_years",
    "anos de experiencia": "experience_years",
    "licencias de conducir": "licences",
    "licencia de conducir": "licences",
    "turnos que no puede": "cannot",
    "sueldo minimo": "pay_floor",
    "minutos de viaje": "max_minutes",
    "tipo de contrato": "contracts",
    "disponible desde": "available_from",
    "capacitaciones": "training",
    "transporte": "transport",
}

NEEDED = ("nombre", "rut")
"""Without these nobody is registered: by the RUT the same person is recognised in the same sheet tomorrow."""

LAYOUT = Layout(
    kinds=(Kind.CSV, Kind.XLSX),
    needed=tuple((name,) for name in NEEDED),
    known=frozenset(COLUMNS),
    as_spreadsheet=True,
    what_to_do="name them in the first row",
)
