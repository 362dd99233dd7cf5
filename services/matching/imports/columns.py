"""The columns of a sheet of seekers, as `field_name` normalises them, and the field that each one fills.

Sex, age, nationality and marital status are not among them: if a sheet has such columns, they are ignored.
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
"""Required columns. The RUT is required because it recognises a person when the sheet is imported again."""

LAYOUT = Layout(
    kinds=(Kind.CSV, Kind.XLSX),
    needed=tuple((name,) for name in NEEDED),
    known=frozenset(COLUMNS),
    as_spreadsheet=True,
    what_to_do="name them in the first row",
)
