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
    SEATS_ADDED = "seats_added"
    COMMUNE_JOINED = "commune_joined"
    NO_PROFILE = "no_profile"
    EDUCATION = "education"
    LICENCE = "licence"
    SHIFT = "shift"
    PAY_BELOW_FLOOR = "pay_below_floor"
    DISTANCE = "distance"
    NO_TRANSPORT = "no_transport"


class SilenceReason(Reason):
    """Why an invited office has not answered."""

    NO_ANSWER = "no_answer"
    BUS_DOWN = "bus_down"


class CallEnd(Reason):
    """Why nobody waits for answers to a call any longer."""

    ALL_ANSWERED = "all_answered"
    TIME_OVER = "time_over"
    SEATS_COVERED = "seats_covered"
    VACANCY_OVER = "vacancy_over"


class LinkReason(Reason):
    """Why two vacancies are taken for one."""

    REPOST = "repost"
    TWO_COMMUNES = "two_communes"


class DeclineReason(Reason):
    NO_PROFILE = "no_profile"
    EDUCATION = "education"
    EXPERIENCE = "experience"
    LICENCE = "licence"
    SHIFT = "shift"
    CONTRACT = "contract"
    PAY_BELOW_FLOOR = "pay_below_floor"
    DISTANCE = "distance"
    NO_TRANSPORT = "no_transport"
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
    NO_SHOW = "no_show"
    FOUND_OTHER_JOB = "found_other_job"
    EMPLOYER_CHANGED_MIND = "employer_changed_mind"
    PLACEMENT_UNDONE = "placement_undone"
    PAY_BELOW_FLOOR = "pay_below_floor"
    NO_TRANSPORT = "no_transport"
    DISTANCE = "distance"
    SHIFT = "shift"
    VACANCY_CHANGED = "vacancy_changed"
    OFFERED_BY_MISTAKE = "offered_by_mistake"


class CloseReason(Reason):
    WITHDRAWN_BY_EMPLOYER = "withdrawn_by_employer"
    FILLED_OUTSIDE = "filled_outside"
    POSTED_BY_MISTAKE = "posted_by_mistake"
    VALIDITY_OVER = "validity_over"
    EMPLOYER_CHANGED_MIND = "employer_changed_mind"
    CONDITIONS_CHANGED = "conditions_changed"
    NO_PROFILE = "no_profile"
    DUPLICATE = "duplicate"


class UndoReason(Reason):
    """Why a declared placement is none."""

    DID_NOT_START = "did_not_start"
    DECLARED_BY_MISTAKE = "declared_by_mistake"
    EMPLOYER_CHANGED_MIND = "employer_changed_mind"


class EndReason(Reason):
    """Why a job that was a placement has ended."""

    SEASON_OVER = "season_over"
    CONTRACT_OVER = "contract_over"
    RESIGNED = "resigned"
    DISMISSED = "dismissed"


class RefuteReason(Reason):
    """Why the contribution record does not bear a placement out."""

    NO_CONTRIBUTION = "no_contribution"
    TOO_SHORT = "too_short"


class CorrectionReason(Reason):
    """Why the credit of a placement is shared anew."""

    AGREED = "agreed"
    WRONG_HOST = "wrong_host"
    CLERICAL = "clerical"


class ContactResult(Reason):
    """What came of reaching an employer."""

    VACANCY_PROMISED = "vacancy_promised"
    VACANCY_POSTED = "vacancy_posted"
    NO_NEED_NOW = "no_need_now"
    CALL_AGAIN = "call_again"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    NOT_HELD = "not_held"


class OfferWithdrawnReason(Reason):
    LEASED_ELSEWHERE = "leased_elsewhere"
    PLACED = "placed"
    SEEKER_WITHDREW = "seeker_withdrew"
    PROFILE_CHANGED = "profile_changed"
    PROFILE_STALE = "profile_stale"
    VACANCY_CHANGED = "vacancy_changed"
    COMMUNE_LEFT = "commune_left"
    OFFERED_BY_MISTAKE = "offered_by_mistake"


class Purpose(Reason):
    """What an identity is given for; a consent covers one of them and nothing else."""

    REFERRAL = "referral"
    INTERVIEW = "interview"
    HIRING = "hiring"


class ConsentMeans(Reason):
    """How the person consented. Unverified: which of them an office accepts is its own rule."""

    SIGNED = "signed"
    IN_PERSON = "in_person"
    BY_PHONE = "by_phone"
    IN_WRITING = "in_writing"


class DisclosureEnd(Reason):
    """Why an office that holds an identity may no longer use it."""

    CONSENT_REVOKED = "consent_revoked"
    SEAT_RELEASED = "disclosure_seat_released"
    IDENTITY_ERASED = "identity_erased"
    TIME_OVER = "disclosure_time_over"


class PassedOverReason(Reason):
    SEATS_TAKEN = "seats_taken"
    VACANCY_CLOSED = "vacancy_closed"


SAID_BY_ITSELF: frozenset[Reason] = frozenset(
    {
        UnfilledReason.WINDOW_OVER,
        UnfilledReason.SEAT_RELEASED,
        UnfilledReason.SEATS_ADDED,
        UnfilledReason.COMMUNE_JOINED,
        ReleaseReason.EXPIRED,
        ReleaseReason.VACANCY_WITHDRAWN,
        ReleaseReason.VACANCY_EXPIRED,
        ReleaseReason.SEATS_REDUCED,
        ReleaseReason.PLACEMENT_UNDONE,
        CloseReason.VALIDITY_OVER,
    }
)
"""Reasons that follow from records or the clock; no person may give them."""

LEVERS: dict[str, frozenset[str]] = {
    "pay": frozenset({"pay_below_floor"}),
    "transport": frozenset({"distance", "no_transport", "shift"}),
    "training": frozenset({"no_profile", "education", "experience", "licence"}),
}
"""What could be done about a reason: the lever that would unlock a vacancy, and the codes that call for it."""

TEXTS: dict[Reason, str] = {
    UnfilledReason.WINDOW_OVER: "Se cumplió el plazo local y quedan cupos por llenar",
    UnfilledReason.TOO_FEW_CANDIDATES: "La comuna no tiene candidatos suficientes",
    UnfilledReason.TEAM_CAPACITY: "El equipo de la OMIL no da abasto",
    UnfilledReason.SEAT_RELEASED: "Se liberó un cupo y no queda nadie en espera",
    UnfilledReason.SEATS_ADDED: "La empresa pidió más personas",
    UnfilledReason.COMMUNE_JOINED: "Una comuna se sumó a la Mesa y la vacante sigue abierta",
    DeclineReason.NO_PROFILE: "Nadie inscrito tiene el oficio que se pide",
    DeclineReason.EDUCATION: "No alcanzan el nivel educacional que se pide",
    DeclineReason.EXPERIENCE: "No alcanzan los años de experiencia que se piden",
    DeclineReason.LICENCE: "No tienen la licencia de conducir que se pide",
    DeclineReason.SHIFT: "No pueden en los turnos que se piden",
    DeclineReason.CONTRACT: "No aceptan el tipo de contrato que se ofrece",
    DeclineReason.PAY_BELOW_FLOOR: "El sueldo está bajo lo que pueden aceptar",
    DeclineReason.DISTANCE: "Queda más lejos de lo que pueden viajar",
    DeclineReason.NO_TRANSPORT: "No hay locomoción a la hora del turno",
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
    ReleaseReason.NO_SHOW: "La persona no se presentó",
    ReleaseReason.FOUND_OTHER_JOB: "La persona encontró otro trabajo",
    ReleaseReason.EMPLOYER_CHANGED_MIND: "La empresa cambió de parecer",
    ReleaseReason.PLACEMENT_UNDONE: "La colocación declarada no se concretó",
    SilenceReason.NO_ANSWER: "No respondió dentro de sus horas hábiles",
    SilenceReason.BUS_DOWN: "Nuestro sistema estuvo caído: no cuenta como silencio",
    CallEnd.ALL_ANSWERED: "Respondieron todas las oficinas consultadas",
    CallEnd.TIME_OVER: "Se cumplió el plazo para responder",
    CallEnd.SEATS_COVERED: "Los cupos quedaron cubiertos",
    CallEnd.VACANCY_OVER: "La vacante terminó",
    LinkReason.REPOST: "Es la misma vacante publicada otra vez",
    LinkReason.TWO_COMMUNES: "La misma vacante está publicada en otra comuna",
    UndoReason.DID_NOT_START: "La persona no empezó a trabajar",
    UndoReason.DECLARED_BY_MISTAKE: "Se declaró por error",
    EndReason.SEASON_OVER: "Terminó la temporada o la faena",
    EndReason.CONTRACT_OVER: "Terminó el contrato",
    EndReason.RESIGNED: "La persona renunció",
    EndReason.DISMISSED: "La empresa puso término al contrato",
    RefuteReason.NO_CONTRIBUTION: "No hay cotizaciones de la persona",
    RefuteReason.TOO_SHORT: "Las cotizaciones son de menos días que lo exigido",
    CorrectionReason.AGREED: "Las oficinas acordaron otro reparto",
    CorrectionReason.WRONG_HOST: "Se había anotado mal la comuna anfitriona",
    CorrectionReason.CLERICAL: "Había un error de digitación",
    CloseReason.CONDITIONS_CHANGED: "Cambiaron las condiciones del trabajo",
    CloseReason.DUPLICATE: "Era la misma vacante publicada dos veces",
    CloseReason.WITHDRAWN_BY_EMPLOYER: "La empresa retiró la vacante",
    CloseReason.FILLED_OUTSIDE: "La empresa llenó los cupos por su cuenta",
    CloseReason.POSTED_BY_MISTAKE: "Se publicó por error",
    CloseReason.VALIDITY_OVER: "Terminó la vigencia de la vacante",
    ContactResult.VACANCY_PROMISED: "La empresa prometió una vacante",
    ContactResult.VACANCY_POSTED: "La empresa entregó una vacante",
    ContactResult.NO_NEED_NOW: "Por ahora no necesita personal",
    ContactResult.CALL_AGAIN: "Pidió que la contacten más adelante",
    ContactResult.NOT_FOUND: "No se encontró a quien decide",
    ContactResult.REFUSED: "No quiere trabajar con las OMIL",
    ContactResult.NOT_HELD: "No se hizo",
    OfferWithdrawnReason.LEASED_ELSEWHERE: "La persona ya tiene un cupo reservado en otra vacante",
    OfferWithdrawnReason.PLACED: "La persona ya fue colocada",
    OfferWithdrawnReason.SEEKER_WITHDREW: "La persona desistió",
    OfferWithdrawnReason.PROFILE_CHANGED: "El perfil de la persona cambió y ya no calza con la vacante",
    OfferWithdrawnReason.PROFILE_STALE: "Venció la inscripción de la persona sin que se confirmara",
    OfferWithdrawnReason.VACANCY_CHANGED: "La vacante cambió y la persona ya no calza",
    OfferWithdrawnReason.COMMUNE_LEFT: "La comuna dejó la Mesa",
    OfferWithdrawnReason.OFFERED_BY_MISTAKE: "La oficina la ofreció por equivocación; no dice nada de la persona",
    Purpose.REFERRAL: "Derivar a la persona a la empresa",
    Purpose.INTERVIEW: "Coordinar la entrevista con la empresa",
    Purpose.HIRING: "Preparar la contratación",
    ConsentMeans.SIGNED: "Firmó una autorización",
    ConsentMeans.IN_PERSON: "Lo dijo en la oficina",
    ConsentMeans.BY_PHONE: "Lo dijo por teléfono",
    ConsentMeans.IN_WRITING: "Lo escribió por correo o mensaje",
    DisclosureEnd.CONSENT_REVOKED: "La persona retiró su consentimiento",
    DisclosureEnd.SEAT_RELEASED: "Se liberó el cupo para el que se entregó",
    DisclosureEnd.IDENTITY_ERASED: "La persona pidió borrar su identidad",
    DisclosureEnd.TIME_OVER: "Se cumplió el plazo por el que se entregó",
    PassedOverReason.SEATS_TAKEN: "Los cupos se llenaron con otras personas",
    PassedOverReason.VACANCY_CLOSED: "La vacante se cerró antes de llenar todos los cupos",
}
