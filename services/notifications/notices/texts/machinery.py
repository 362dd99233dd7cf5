"""Of facts between the services: copies, heartbeats, notices and replies. No office gets a notice of them."""

from services.notifications.notices.texts.words import FactText, Line, Texts
from shared.contracts.matching import CopyAcknowledged, PulseReturned
from shared.contracts.notices import NoticeAbandoned, NoticeDelivered
from shared.contracts.replies import RequestAccepted, RequestRejected
from shared.contracts.vacancies import BusPulse
from shared.territory import name_of

MESA = "la Mesa"


def acknowledged_line(fact: CopyAcknowledged) -> Line:
    return name_of(fact.commune), f"tiene al día su copia: revisión {fact.revision}"


def pulse_line(fact: BusPulse) -> Line:
    return MESA, "envía un latido por el bus"


def pulse_returned_line(fact: PulseReturned) -> Line:
    return MESA, "devuelve el latido del bus"


def delivered_line(fact: NoticeDelivered) -> Line:
    return name_of(fact.commune), "recibe un aviso"


def abandoned_line(fact: NoticeAbandoned) -> Line:
    return name_of(fact.commune), f"no recibe un aviso: {fact.why}"


def accepted_line(fact: RequestAccepted) -> Line:
    return name_of(fact.commune), f"su solicitud {fact.request_type} fue aceptada"


def rejected_line(fact: RequestRejected) -> Line:
    why = "; ".join(fault.text for fault in fact.faults)
    return name_of(fact.commune), f"su solicitud {fact.request_type} fue rechazada: {why}"


TEXTS: Texts = {
    CopyAcknowledged: FactText(acknowledged_line, nobody="an office sees in its list which copies are pending"),
    BusPulse: FactText(pulse_line, nobody="it measures the bus and concerns no office"),
    PulseReturned: FactText(pulse_returned_line, nobody="it measures the bus and concerns no office"),
    NoticeDelivered: FactText(delivered_line, nobody="it says that an office was told"),
    NoticeAbandoned: FactText(abandoned_line, nobody="the office left the Mesa"),
    RequestAccepted: FactText(accepted_line, nobody="the system that asked reads it on its replies topic"),
    RequestRejected: FactText(rejected_line, nobody="the system that asked reads it on its replies topic"),
}
