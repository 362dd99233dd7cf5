"""The vocabularies of a vacancy as the BNE writes it: stable codes that travel, with the Spanish that people read.

Source: the field values measured on BNE postings of 2020-2022 (DOMAIN, "A vacancy, as the BNE writes it").
"""

from enum import StrEnum


class Word(StrEnum):
    """A code of a closed vocabulary; `label` is what the BNE and the officers write."""

    @property
    def label(self) -> str:
        return LABELS[type(self)][self.value]


class WorkingTime(Word):
    """Jornada."""

    FULL = "full"
    PART = "part"
    UNLIMITED = "unlimited"


class Contract(Word):
    """Tipo de contrato."""

    FIXED_TERM = "fixed_term"
    PERMANENT = "permanent"
    WORK_OR_TASK = "work_or_task"
    FEES = "fees"
    ANY = "any"
    TRAINING = "training"
    APPRENTICESHIP = "apprenticeship"
    PUBLIC_SERVICE = "public_service"
    NONE = "none"


class Education(Word):
    """Nivel educacional; `rank` orders them, 0 the lowest. Special education is not a step: it ranks with none."""

    NONE = "none"
    SPECIAL = "special"
    PRIMARY_INCOMPLETE = "primary_incomplete"
    PRIMARY = "primary"
    SECONDARY_INCOMPLETE = "secondary_incomplete"
    SECONDARY = "secondary"
    SECONDARY_TECHNICAL = "secondary_technical"
    HIGHER_INCOMPLETE = "higher_incomplete"
    HIGHER = "higher"
    MASTER = "master"

    @property
    def rank(self) -> int:
        return EDUCATION_RANKS[self.value]


class Licence(Word):
    """Licencia de conducir, by its class. Source: Ley de Tránsito 18.290, art. 12."""

    A1 = "A1"
    A2 = "A2"
    A3 = "A3"
    A4 = "A4"
    A5 = "A5"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Shift(Word):
    """Turnos de trabajo."""

    MORNINGS = "mornings"
    AFTERNOONS = "afternoons"
    NIGHTS = "nights"
    SATURDAYS = "saturdays"
    SUNDAYS = "sundays"
    HOLIDAYS = "holidays"


class Demand(Word):
    """What the post demands (exigencias del puesto); of the work, never of a person."""

    STANDING = "standing"
    LIFTING = "lifting"
    HEIGHTS = "heights"
    OUTDOORS = "outdoors"
    COLD = "cold"
    CHEMICALS = "chemicals"
    NOISE = "noise"
    REPETITION = "repetition"
    TRAVEL = "travel"
    LODGING = "lodging"


class Means(Word):
    """How an office reached an employer."""

    VISIT = "visit"
    CALL = "call"
    MAIL = "mail"
    MEETING = "meeting"
    FAIR = "fair"


class Transport(Word):
    """How a person gets to work. The project's own list: the BNE has none."""

    PUBLIC = "public"
    CAR = "car"
    MOTORCYCLE = "motorcycle"
    BICYCLE = "bicycle"
    WALK = "walk"


class Urgency(Word):
    """How fast the windows run: their hours are multiplied by `factor`."""

    NORMAL = "normal"
    RUSH = "rush"
    EXPRESS = "express"

    @property
    def factor(self) -> float:
        return {"normal": 1.0, "rush": 0.5, "express": 0.25}[self.value]


EDUCATION_RANKS: dict[str, int] = {
    "none": 0,
    "special": 0,
    "primary_incomplete": 1,
    "primary": 2,
    "secondary_incomplete": 3,
    "secondary": 4,
    "secondary_technical": 4,
    "higher_incomplete": 5,
    "higher": 6,
    "master": 7,
}


class Provenance(Word):
    """Where the minutes of a way come from."""

    ESTIMATED = "estimated"
    MEASURED = "measured"
    STATED = "stated"
    SAME_COMMUNE = "same_commune"


LABELS: dict[type[Word], dict[str, str]] = {
    WorkingTime: {
        "full": "Jornada Completa",
        "part": "Jornada Parcial",
        "unlimited": "Sin limitación horaria",
    },
    Contract: {
        "fixed_term": "Contrato a plazo fijo",
        "permanent": "Contrato indefinido",
        "work_or_task": "Contrato por obra o faena",
        "fees": "Honorarios",
        "any": "Indiferente",
        "training": "Formación",
        "apprenticeship": "Aprendizaje",
        "public_service": "Administración Pública",
        "none": "Sin contrato",
    },
    Education: {
        "none": "Sin educación formal",
        "special": "Educación especial",
        "primary_incomplete": "Educación básica incompleta",
        "primary": "Educación básica completa",
        "secondary_incomplete": "Educación media incompleta",
        "secondary": "Educación media completa científico-humanista",
        "secondary_technical": "Educación media completa técnico-profesional",
        "higher_incomplete": "Educación superior incompleta",
        "higher": "Educación superior completa",
        "master": "Magíster",
    },
    Licence: {code: f"Clase {code}" for code in ("A1", "A2", "A3", "A4", "A5", "B", "C", "D", "E", "F")},
    Shift: {
        "mornings": "Solo mañanas",
        "afternoons": "Solo tardes",
        "nights": "Nocturno",
        "saturdays": "Sábados",
        "sundays": "Domingos",
        "holidays": "Festivos",
    },
    Demand: {
        "standing": "De pie toda la jornada",
        "lifting": "Levantar peso",
        "heights": "Trabajo en altura",
        "outdoors": "A la intemperie",
        "cold": "Cámaras de frío",
        "chemicals": "Productos químicos",
        "noise": "Ruido",
        "repetition": "Movimientos repetidos",
        "travel": "Viajes frecuentes",
        "lodging": "Alojar en la faena",
    },
    Means: {"visit": "Visita", "call": "Llamada", "mail": "Correo", "meeting": "Reunión", "fair": "Feria"},
    Transport: {
        "public": "Locomoción colectiva",
        "car": "Auto o camioneta",
        "motorcycle": "Moto",
        "bicycle": "Bicicleta",
        "walk": "A pie",
    },
    Provenance: {
        "estimated": "estimados",
        "measured": "medidos",
        "stated": "dichos por la oficina",
        "same_commune": "en la misma comuna",
    },
    Urgency: {"normal": "Normal", "rush": "Apurada", "express": "Urgente"},
}
