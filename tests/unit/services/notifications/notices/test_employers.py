"""What offices read of employers: who was there, whose visits lie close, what is done together."""

from datetime import UTC, date, datetime
from typing import Any

from services.notifications.notices.texts import TEXTS
from shared.contracts.employers import (
    ApproachAnswered,
    ApproachConcluded,
    ApproachProposed,
    EmployerContacted,
    EmployerVisitPlanned,
    NearVisit,
)
from shared.contracts.envelope import Fact
from shared.contracts.reasons import ContactResult
from shared.contracts.vocabulary import Means

SAN_CARLOS, NIQUEN, SAN_FABIAN = "16301", "16303", "16304"
TUESDAY = datetime(2026, 1, 13, 15, tzinfo=UTC)
OF_ROBLES: dict[str, Any] = {"employer_id": "e1", "employer": "Los Robles", "commune": SAN_CARLOS}
NEAR = (
    NearVisit(commune=NIQUEN, at=datetime(2026, 1, 9, 15, tzinfo=UTC), planned=False),
    NearVisit(commune=NIQUEN, at=datetime(2026, 1, 20, 15, tzinfo=UTC), planned=True),
)


def _told(fact: Fact) -> dict[str, str]:
    notices = TEXTS[type(fact)].notices
    assert notices is not None
    told = list(notices(fact, None))
    assert len(dict(told)) == len(told), "nobody is told twice"
    return dict(told)


def _contacted(result: ContactResult, next_on: date | None = None) -> EmployerContacted:
    return EmployerContacted(
        **OF_ROBLES, contact_id="c1", means=Means.CALL, at=TUESDAY, result=result, next_on=next_on, near=NEAR
    )


def test_a_contact_is_told_to_those_whose_visits_lie_close() -> None:
    told = _told(_contacted(ContactResult.CALL_AGAIN, date(2026, 2, 2)))
    assert set(told) == {SAN_CARLOS, NIQUEN}
    assert told[NIQUEN] == (
        "San Carlos contactó a «Los Robles», llamada del martes 13 de enero: Pidió que la contacten más adelante. "
        "Próximo contacto: lunes 2 de febrero."
    )


def test_a_contact_that_was_none_is_taken_back() -> None:
    told = _told(_contacted(ContactResult.NOT_HELD))
    assert told[NIQUEN] == "El contacto de San Carlos con «Los Robles» del martes 13 de enero no se hizo."


def test_who_plans_a_visit_reads_who_was_there_and_the_others_read_of_the_plan() -> None:
    told = _told(EmployerVisitPlanned(**OF_ROBLES, contact_id="c1", at=TUESDAY, near=NEAR))
    assert told[SAN_CARLOS] == (
        "Quedó planificada la visita a «Los Robles» para el martes 13 de enero a las 12:00. Atención: Ñiquén visitó a "
        "la empresa el viernes 9 de enero; Ñiquén tiene una visita planificada para el martes 20 de enero. "
        "Conviene coordinarse."
    )
    assert "cerca de la suya" in told[NIQUEN]
    alone = _told(EmployerVisitPlanned(**OF_ROBLES, contact_id="c1", at=TUESDAY))
    assert set(alone) == {SAN_CARLOS}
    assert "Atención" not in alone[SAN_CARLOS]


def test_a_joint_approach_is_told_to_the_invited_then_to_who_proposed_it_then_to_those_who_went() -> None:
    proposed = _told(ApproachProposed(**OF_ROBLES, approach_id="a1", invited=(NIQUEN, SAN_FABIAN), at=TUESDAY))
    assert set(proposed) == {SAN_CARLOS, NIQUEN, SAN_FABIAN}
    assert "el martes 13 de enero a las 12:00" in proposed[NIQUEN]
    joins = _told(ApproachAnswered(**OF_ROBLES, approach_id="a1", office=NIQUEN, joins=True))
    assert joins == {SAN_CARLOS: "Ñiquén se suma a la gestión conjunta con «Los Robles»."}
    no = _told(ApproachAnswered(**OF_ROBLES, approach_id="a1", office=SAN_FABIAN, joins=False))
    assert "no se suma" in no[SAN_CARLOS]
    done = ApproachConcluded(
        **OF_ROBLES, approach_id="a1", office=NIQUEN, party=(SAN_CARLOS, NIQUEN), result=ContactResult.VACANCY_POSTED
    )
    text = "Gestión conjunta de San Carlos y Ñiquén con «Los Robles»: La empresa entregó una vacante."
    assert _told(done) == {SAN_CARLOS: text, NIQUEN: text}
