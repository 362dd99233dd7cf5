"""Closed lists of reasons. The code travels; the Spanish text is what an officer reads."""

from enum import StrEnum


class Reason(StrEnum):
    """A code with its Spanish text in `TEXTS`; a test holds that none is without."""

    @property
    def text(self) -> str:
        return TEXTS[self]


class UnfilledReason(Reason):
    WINDOW_OVER = "window_over"
    TOO_FEW_CANDIDATES = "too_few_candidates"
    TEAM_CAPACITY = "team_capacity"
    SEAT_RELEASED = "seat_released"
    COMMUNE_JOINED = "commune_joined"


class DeclineReason(Reason):
    NO_PROFILE = "no_profile"
    EDUCATION = "education"
    EXPERIENCE = "experience"
    LICENCE = "licence"
    SHIFT = "shift"
    CONTRACT = "contract"
    PAY_BELOW_FLOOR = "pay_below_floor"
    DISTANCE = "distance"
    NOT_AVAILABLE_YET = "not_available_yet"
    NO_CANDIDATE_FREE = "no_candidate_free"
    NO_SEEKERS = "no_seekers"
    TEAM_CAPACITY = "decline_team_capacity"


class ReleaseReason(Reason):
    EXPIRED = "expired"
    CANDIDATE_WITHDREW = "candidate_withdrew"
    CANDIDATE_UNAVAILABLE = "candidate_unavailable"
    EMPLOYER_REFUSED = "employer_refused"
    VACANCY_WITHDRAWN = "vacancy_withdrawn"
    VACANCY_EXPIRED = "vacancy_expired"
    SEATS_REDUCED = "seats_reduced"


class CloseReason(Reason):
    WITHDRAWN_BY_EMPLOYER = "withdrawn_by_employer"
    FILLED_OUTSIDE = "filled_outside"
    POSTED_BY_MISTAKE = "posted_by_mistake"
    VALIDITY_OVER = "validity_over"


class OfferWithdrawnReason(Reason):
    LEASED_ELSEWHERE = "leased_elsewhere"
    PLACED = "placed"
    SEEKER_WITHDREW = "seeker_withdrew"
    PROFILE_CHANGED = "profile_changed"
    PROFILE_STALE = "profile_stale"
    COMMUNE_LEFT = "commune_left"


class PassedOverReason(Reason):
    SEATS_TAKEN = "seats_taken"
    VACANCY_CLOSED = "vacancy_closed"


TEXTS: dict[Reason, str] = {
    UnfilledReason.WINDOW_OVER: "Se cumplió el plazo local y quedan cupos por llenar",
    UnfilledReason.TOO_FEW_CANDIDATES: "La comuna no tiene candidatos suficientes",
    UnfilledReason.TEAM_CAPACITY: "El equipo de la OMIL no da abasto",
    UnfilledReason.SEAT_RELEASED: "Se liberó un cupo y no queda nadie en espera",
    UnfilledReason.COMMUNE_JOINED: "Una comuna se sumó a la Mesa y la vacante sigue abierta",
    DeclineReason.NO_PROFILE: "Nadie inscrito tiene el oficio que se pide",
    DeclineReason.EDUCATION: "No alcanzan el nivel educacional que se pide",
    DeclineReason.EXPERIENCE: "No alcanzan los años de experiencia que se piden",
    DeclineReason.LICENCE: "No tienen la licencia de conducir que se pide",
    DeclineReason.SHIFT: "No pueden en los turnos que se piden",
    DeclineReason.CONTRACT: "No aceptan el tipo de contrato que se ofrece",
    DeclineReason.PAY_BELOW_FLOOR: "El sueldo está bajo lo que pueden aceptar",
    DeclineReason.DISTANCE: "Queda más lejos de lo que pueden viajar",
    DeclineReason.NOT_AVAILABLE_YET: "Todavía no están disponibles",
    DeclineReason.NO_CANDIDATE_FREE: "Quienes calzan ya tienen un cupo reservado",
    DeclineReason.NO_SEEKERS: "No hay personas inscritas en la comuna",
    DeclineReason.TEAM_CAPACITY: "El equipo no alcanza a atender esta vacante",
    ReleaseReason.EXPIRED: "Venció la reserva sin que se declarara la colocación",
    ReleaseReason.CANDIDATE_WITHDREW: "La persona desistió",
    ReleaseReason.CANDIDATE_UNAVAILABLE: "La persona ya no está disponible",
    ReleaseReason.EMPLOYER_REFUSED: "La empresa no aceptó a la persona",
    ReleaseReason.VACANCY_WITHDRAWN: "La vacante se retiró",
    ReleaseReason.VACANCY_EXPIRED: "Terminó la vigencia de la vacante",
    ReleaseReason.SEATS_REDUCED: "La empresa bajó el número de cupos",
    CloseReason.WITHDRAWN_BY_EMPLOYER: "La empresa retiró la vacante",
    CloseReason.FILLED_OUTSIDE: "La empresa llenó los cupos por su cuenta",
    CloseReason.POSTED_BY_MISTAKE: "Se publicó por error",
    CloseReason.VALIDITY_OVER: "Terminó la vigencia de la vacante",
    OfferWithdrawnReason.LEASED_ELSEWHERE: "La persona ya tiene un cupo reservado en otra vacante",
    OfferWithdrawnReason.PLACED: "La persona ya fue colocada",
    OfferWithdrawnReason.SEEKER_WITHDREW: "La persona desistió",
    OfferWithdrawnReason.PROFILE_CHANGED: "El perfil de la persona cambió y ya no calza con la vacante",
    OfferWithdrawnReason.PROFILE_STALE: "Venció la inscripción de la persona sin que se confirmara",
    OfferWithdrawnReason.COMMUNE_LEFT: "La comuna dejó la Mesa",
    PassedOverReason.SEATS_TAKEN: "Los cupos se llenaron con otras personas",
    PassedOverReason.VACANCY_CLOSED: "La vacante se cerró antes de llenar todos los cupos",
}
