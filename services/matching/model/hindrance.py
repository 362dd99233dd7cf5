"""Why a seeker cannot be offered to a vacancy now, whether or not they fit, with the Spanish text for officers."""

from enum import StrEnum

from services.matching.model.seeker import PauseReason, Seeker, SeekerState


class Hindrance(StrEnum):
    """What prevents an offer of a seeker to a vacancy. A closed list; `text` is a sentence of its own."""

    GONE = "gone"
    PLACED = "placed"
    LEASED = "leased"
    INACTIVE = "inactive"
    STALE = "stale"
    DONE = "done_with_it"
    QUEUED = "standing"

    @property
    def text(self) -> str:
        return TEXTS[self]


TEXTS = {
    Hindrance.GONE: "Ya no está inscrita",
    Hindrance.PLACED: "Ya fue colocada",
    Hindrance.LEASED: "Tiene un cupo reservado",
    Hindrance.INACTIVE: "Está inactiva: por ahora no busca trabajo",
    Hindrance.STALE: "Está inactiva: su inscripción venció sin que se confirmara",
    Hindrance.DONE: "Desistió de esta vacante o se la dejó fuera de ella: no se le ofrece otra vez",
    Hindrance.QUEUED: "Ya está ofrecida a esta vacante",
}

_OF_STATE = {
    SeekerState.GONE: Hindrance.GONE,
    SeekerState.PLACED: Hindrance.PLACED,
    SeekerState.LEASED: Hindrance.LEASED,
}


def hindrance(seeker: Seeker, vacancy_id: str) -> Hindrance | None:
    """What prevents the offer. It is None exactly if `Seeker.may_queue` is true; a test holds the two together."""
    if seeker.state is SeekerState.INACTIVE:
        return Hindrance.STALE if seeker.pause and seeker.pause.why is PauseReason.STALE else Hindrance.INACTIVE
    if seeker.state is not SeekerState.FREE:
        return _OF_STATE[seeker.state]
    if seeker.queue_place(vacancy_id):
        return Hindrance.QUEUED
    return Hindrance.DONE if vacancy_id in seeker.not_again else None
