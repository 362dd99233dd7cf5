"""The columns of the exchange, as `field_name` writes them. Of the names in a tuple the first with a value counts."""

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
"""The activity also tells apart the vacancies of employers without a name."""

LABEL: Field = ("ocupacion",)
LANGUAGES: Field = ("idiomas",)

SAYING = (SEATS, EMPLOYER, PAY, YEARS, EDUCATION, BRANCH, CONTRACT, TIME, SHIFTS, LICENCES, PRACTICE, ACTIVITY)
"""The columns in which two postings of one vacancy are equal, beside title and place. A row's identity depends on the
order of these columns."""

_OTHERS = ("ocupacion", "nivel de cargo ofrecido", "descripcion de la empresa", "titulacion")
_MORE = ("origen de la oferta", "capacitaciones", "grupos de empleo", "idiomas", "titulo", "ubicacion", "fecha")
LABELS = frozenset({*_OTHERS, *_MORE, *(name for field in SAYING for name in field)})
"""Every label of a column. A label with a colon where a value should be means that the row is shifted."""
