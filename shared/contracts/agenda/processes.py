"""What an office asks help with: SENCE's process codes, and the four matters that have none.

Source: the codes as the offices' practice names them (DOMAIN). What PS51 to PS55 say beyond "internal" is unverified,
but for PS54, the strategic alliances, which is the Mesa itself.
"""

from enum import StrEnum


class Process(StrEnum):
    """A process of an OMIL by its code; `label` is what officers read."""

    PP11 = "PP11"
    PP12 = "PP12"
    PP13 = "PP13"
    PP21 = "PP21"
    PP22 = "PP22"
    PP23 = "PP23"
    PP31 = "PP31"
    PP32 = "PP32"
    PP33 = "PP33"
    PE41 = "PE41"
    PE42 = "PE42"
    PE43 = "PE43"
    PE44 = "PE44"
    PE45 = "PE45"
    PS51 = "PS51"
    PS52 = "PS52"
    PS53 = "PS53"
    PS54 = "PS54"
    PS55 = "PS55"
    BNE = "bne"
    """How the Bolsa Nacional de Empleo is used."""
    RENDITIONS = "renditions"
    """Rendiciones: accounts of what was spent."""
    UNEMPLOYMENT_INSURANCE = "unemployment_insurance"
    """Seguro de cesantía."""
    FINANCIAL_REPORTS = "financial_reports"
    """Informes financieros."""

    @property
    def label(self) -> str:
        """«PP33», «rendiciones»."""
        return LABELS.get(self.value, self.value)

    @property
    def meaning(self) -> str:
        """What the process is, in Spanish."""
        return MEANINGS[self.value]


LABELS = {
    "bne": "BNE",
    "renditions": "rendiciones",
    "unemployment_insurance": "seguro de cesantía",
    "financial_reports": "informes financieros",
}
MEANINGS = {
    "PP11": "inscripción en la BNE",
    "PP12": "derivación fuera de la OMIL",
    "PP13": "certificación del FCS",
    "PP21": "diagnóstico",
    "PP22": "apresto laboral",
    "PP23": "capacitación",
    "PP31": "gestión de vacantes",
    "PP32": "ofertas con perfil",
    "PP33": "derivación a empresa",
    "PE41": "identificación de demanda",
    "PE42": "encuentro con empresas",
    "PE43": "levantamiento de vacantes",
    "PE44": "reclutamiento",
    "PE45": "seguimiento de colocaciones",
    "PS51": "proceso interno 51",
    "PS52": "proceso interno 52",
    "PS53": "proceso interno 53",
    "PS54": "alianzas estratégicas",
    "PS55": "proceso interno 55",
    "bne": "uso de la Bolsa Nacional de Empleo",
    "renditions": "rendiciones de gastos",
    "unemployment_insurance": "seguro de cesantía",
    "financial_reports": "informes financieros",
}
