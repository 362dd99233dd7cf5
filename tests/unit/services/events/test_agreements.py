"""What offices agree on is followed until it is done; what a visit has shown is told, and what is owed is agreed."""

from datetime import date, timedelta

from shared.contracts import intake
from shared.contracts.agenda import AgreementKept, AgreementLate, AgreementMade, VisitConcluded
from tests.unit.services.events.mothers import NIQUEN, SAN_CARLOS, SAN_FABIAN, EventsInMemory, meeting, time

SEEN = {"purpose": "Conocer la oficina", "looked_at": "La sala", "learned": "Faltan claves de la BNE"}
OWED = intake.Owed(what="Pedir las claves", owner=NIQUEN, due_on=date(2026, 3, 20))


def test_a_visit_is_reported_once_it_has_begun_and_what_is_owed_is_agreed() -> None:
    events = EventsInMemory()
    asked = {"commune": SAN_CARLOS, "title": "Visita", "place": "Ñiquén", "invited": (NIQUEN,)}
    visit = events.handles(intake.VisitSchedule(**asked, **time(1)))["visit_id"]
    report = intake.VisitReport(commune=SAN_CARLOS, activity_id=visit, **SEEN, owed=(OWED,))
    assert events.faults(report) == [("not_begun", "activity_id")]
    events.now = time(1, 11)["starts_at"]
    events.handles(report)
    (told,) = events.said(VisitConcluded)
    assert (told.purpose, told.learned) == (SEEN["purpose"], SEEN["learned"])
    assert [(fact.what, fact.owner) for fact in events.said(AgreementMade)] == [("Pedir las claves", NIQUEN)]
    assert events.faults(report) == [("stale_activity", "activity_id")]
    held = events.handles(meeting())["meeting_id"]
    assert events.faults(report.model_copy(update={"activity_id": held})) == [("not_a_visit", "activity_id")]


def test_an_agreement_is_late_once_and_kept_by_whoever_owes_it_or_hosted_the_meeting() -> None:
    events = EventsInMemory()
    held = events.handles(meeting(SAN_CARLOS, invited=(NIQUEN,)))["meeting_id"]
    about = {"activity_id": held, "what": "Mandar la lista", "owner": NIQUEN, "due_on": date(2026, 3, 20)}
    made = events.handles(intake.AgreementMake(commune=SAN_CARLOS, **about))["agreement_id"]
    stranger = intake.AgreementMake(commune=SAN_FABIAN, **about)
    assert events.faults(stranger) == [("not_of_the_party", "commune")]
    events.now = time(19)["starts_at"]
    events.ticks()
    events.now += timedelta(days=30)
    events.ticks()
    assert [fact.agreement_id for fact in events.said(AgreementLate)] == [made]
    assert events.faults(intake.AgreementKeep(commune=SAN_FABIAN, agreement_id=made)) == [
        ("not_your_agreement", "commune")
    ]
    events.handles(intake.AgreementKeep(commune=NIQUEN, agreement_id=made))
    assert len(events.said(AgreementKept)) == 1
    again = intake.AgreementDrop(commune=SAN_CARLOS, agreement_id=made, why="Ya no hace falta")
    assert events.faults(again) == [("stale_agreement", "agreement_id")]
