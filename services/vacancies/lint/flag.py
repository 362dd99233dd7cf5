"""A flag of the review, how severe each code is, and the Spanish text that the officer reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a flag causes: the vacancy is refused, or published with a warning to the officer, or nothing."""

    REFUSE = "refuse"
    WARN = "warn"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Flag:
    """`words` as they are written in `field`; `text` says what, why and what to do; `neutral` what to write instead."""

    code: str
    field: str
    words: str
    text: str
    neutral: str = ""


_ART_2 = "El artículo 2 del Código del Trabajo no permite pedir"
TEXTS: Mapping[str, str] = {
    "discriminates_sex": f"{_ART_2} un sexo. Pida lo que el trabajo exige, no quién lo hace",
    "discriminates_age": f"{_ART_2} una edad. Pida la experiencia que el trabajo necesita",
    "discriminates_marital_status": f"{_ART_2} un estado civil ni preguntar por hijos o cargas",
    "discriminates_nationality": f"{_ART_2} una nacionalidad. Puede pedir que la persona esté autorizada a trabajar",
    "discriminates_religion": f"{_ART_2} una religión",
    "discriminates_debt_record": (
        f"{_ART_2} que alguien no tenga deudas (DICOM). Solo se exceptúan quienes representan a la empresa o custodian "
        "fondos o valores"
    ),
    "discriminates_photograph": f"{_ART_2} la apariencia, y una fotografía no sirve para otra cosa. No la pida",
    "discriminates_appearance": f"{_ART_2} una apariencia. Si hay uniforme o norma de higiene, dígalo así",
    "discriminates_maternity": f"{_ART_2} no estar embarazada; el artículo 194 prohíbe además el examen",
    "discriminates_union": f"{_ART_2} no estar en un sindicato",
    "discriminates_politics": f"{_ART_2} una opinión política",
    "discriminates_health": f"{_ART_2} no tener una enfermedad o discapacidad. Describa las exigencias del puesto",
    "discriminates_origin": f"{_ART_2} una raza, un color o un origen",
    "discriminates_orientation": f"{_ART_2} una orientación sexual",
    "discriminates_social_origin": f"{_ART_2} un origen social",
    "below_minimum_wage": "El sueldo está bajo el ingreso mínimo",
    "range_below_minimum_wage": "El tramo empieza bajo el ingreso mínimo: súbalo o revise la jornada",
    "part_time_without_hours": "Es jornada parcial con sueldo bajo el mínimo: diga las horas para poder revisarlo",
    "contact_in_text": "Hay datos de contacto en el texto: los ve todo el mundo. Los candidatos llegan por la OMIL",
    "rut_in_text": "Hay un RUT de una persona en el texto: es un dato personal (Ley 19.628 y Ley 21.719). Quítelo",
    "inclusion_in_text": "La reserva de la Ley 21.015 va marcada en su campo («inclusive»), no solo en el texto",
    "gendered_title": "El título nombra solo mujeres",
    "masculine_title": "El título está en masculino",
}
"""Sources: Código del Trabajo, art. 2 (inc. 4, 6, 7 and 8), 22, 40 bis, 42, 44 and 194; Ley 21.015; Ley 21.719."""

DEFAULTS: Mapping[str, Severity] = {
    **dict.fromkeys(TEXTS, Severity.REFUSE),
    "range_below_minimum_wage": Severity.WARN,
    "part_time_without_hours": Severity.WARN,
    "contact_in_text": Severity.WARN,
    "inclusion_in_text": Severity.WARN,
    "gendered_title": Severity.WARN,
    "masculine_title": Severity.IGNORE,
}
