"""Seguro de cesantía: who is a beneficiary, what a refusal means in law, and the warning before an offer.

Ley 19.728, art. 28: a beneficiary of the Fondo de Cesantía Solidario who refuses, without just cause, a job that the
OMIL offers and that pays half of their last pay or more, loses the payment of the month. Just causes as DOMAIN has
them (illness, living far from the place, unrelated skills, pay under half of the last); their exact wording in the
rules in force is unverified, and so is the number of minutes from which a place is far (a setting). All of it stays in
the commune: no fact carries it, and the order of candidates does not depend on it. The Mesa reports nothing to the
fund: a refusal is a record that an officer may export.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class RefusalCause(StrEnum):
    """Why a job was refused. A closed list: the just causes, and NONE if no just cause was named."""

    ILLNESS = "illness"
    DISTANCE = "far_from_home"
    UNRELATED_SKILLS = "unrelated_skills"
    PAY_UNDER_HALF = "pay_under_half"
    NONE = "none"

    @property
    def text(self) -> str:
        return TEXTS[self]


TEXTS = {
    RefusalCause.ILLNESS: "Enfermedad o salud que no permite ese trabajo",
    RefusalCause.DISTANCE: "El lugar queda lejos de donde vive",
    RefusalCause.UNRELATED_SKILLS: "El trabajo no tiene relación con sus habilidades u oficio",
    RefusalCause.PAY_UNDER_HALF: "Paga menos de la mitad de su última remuneración",
    RefusalCause.NONE: "No indicó una causa justificada",
}

LAW = "Ley 19.728 sobre Seguro de Cesantía, art. 28"


@dataclass(frozen=True, slots=True)
class Insurance:
    """Whether a seeker is a beneficiary now, and their last pay (gross pesos a month; None: not stated)."""

    candidate_ref: str
    commune: str
    beneficiary: bool
    last_pay: int | None
    noted_at: datetime

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.candidate_ref

    @property
    def empty(self) -> bool:
        """Whether there is nothing to store: no benefit, and no last pay."""
        return not self.beneficiary and self.last_pay is None

    def forgotten(self) -> "Insurance":
        """Emptied, so that the row is deleted: another commune must not read what this one noted."""
        return replace(self, beneficiary=False, last_pay=None)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused job, which an officer may export. `noted`: just causes that the data show, whether named or not.

    `minutes` is the way as it was known then, `max_minutes` the longest way that the seeker had declared.
    """

    refusal_id: str
    candidate_ref: str
    commune: str
    vacancy_id: str
    vacancy_commune: str
    title: str
    cause: RefusalCause
    noted: tuple[RefusalCause, ...]
    minutes: int | None
    max_minutes: int
    officer: str
    at: datetime

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.refusal_id


def is_far(minutes: int | None, max_minutes: int, far: int) -> bool:
    """Whether the way is longer than the seeker declared, or than the setting `far`; an unknown way is not far."""
    return minutes is not None and minutes > min(max_minutes, far)


def pays_under_half(most_pay: int | None, last_pay: int | None) -> bool:
    """Whether the most that the vacancy pays is under half of the last pay; False if one of them is not known."""
    return most_pay is not None and last_pay is not None and most_pay * 2 < last_pay


def noted(far: bool, under_half: bool) -> tuple[RefusalCause, ...]:
    causes = ((RefusalCause.DISTANCE, far), (RefusalCause.PAY_UNDER_HALF, under_half))
    return tuple(cause for cause, holds in causes if holds)


def warning(minutes: int | None, max_minutes: int, far: int) -> str:
    """The warning to the officer of the seeker's commune, before they are offered to a vacancy of another commune."""
    text = (
        "Cobra el seguro de cesantía (Fondo Solidario): si rechaza este trabajo sin causa justificada puede perder el "
        f"pago del mes ({LAW}). Converse con la persona antes de ofrecerla."
    )
    if is_far(minutes, max_minutes, far):
        return f"{text} El viaje, de unos {minutes} minutos, es lejos para ella: es causa justificada para rechazar."
    return text
