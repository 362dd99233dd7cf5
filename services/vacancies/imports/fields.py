"""The names of the exchange's fields, as `field_name` leaves them. A tuple names one field: the first that speaks."""

from shared.tabular import Kind, Layout

Field = tuple[str, ...]

NEEDED = ("titulo", "vacantes", "empresa", "ubicacion")
"""Without these a file is no export of the exchange."""

LAYOUT = Layout(
    kinds=(Kind.CSV, Kind.JSON),
    needed=tuple((name,) for name in NEEDED),
    wide_text=True,
    what_to_do="use the column names of the exchange",
)

IDS: Field = (
    "id oferta",
    "id de la oferta",
    "codigo oferta",
    "codigo de la oferta",
    "numero de oferta",
    "id",
    "codigo",
)
VALID: Field = ("vigencia", "valida hasta", "vigente hasta", "fecha de cierre", "fecha de termino", "fecha vencimiento")
SHIFTS: Field = ("turnos de trabajo", "turnos")
LICENCES: Field = ("licencias de conducir", "licencia de conducir")
TIME: Field = ("tipo", "jornada", "tipo de jornada")
CONTRACT: Field = ("tipo de contrato",)
PRACTICE: Field = ("oferta de tipo practica profesional",)
EDUCATION: Field = ("nivel educacional",)
BRANCH: Field = ("tipo educacion media",)
PAY: Field = ("salario",)
YEARS: Field = ("experiencia",)
EMPLOYER: Field = ("empresa",)
SEATS: Field = ("vacantes",)
ACTIVITY: Field = ("actividad economica",)
"""Tells apart the vacancies of employers who do not say their name, beside what it says."""

LABEL: Field = ("ocupacion",)
LANGUAGES: Field = ("idiomas",)

SAYING = (SEATS, EMPLOYER, PAY, YEARS, EDUCATION, BRANCH, CONTRACT, TIME, SHIFTS, LICENCES, PRACTICE, ACTIVITY)
"""What two postings of one vacancy have in common, beside title and place. Their order is part of a row's identity."""

_OTHERS = ("ocupacion", "nivel de cargo ofrecido", "descripcion de la empresa", "titulacion")
_MORE = ("origen de la oferta", "capacitaciones", "grupos de empleo", "idiomas", "titulo", "ubicacion", "fecha")
LABELS = frozenset({*_OTHERS, *_MORE, *(name for field in SAYING for name in field)})
"""All of them. One with a colon in the place of a value means a shifted row."""
