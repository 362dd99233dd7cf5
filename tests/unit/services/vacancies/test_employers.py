"""The ledger of employers: one employer however it is spelt, contacts and their corrections, visits that lie close."""

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.vacancies.model.approaches import Approach
from services.vacancies.model.employers import Contact, Employer
from shared.contracts.employers import (
    ApproachAnswered,
    ApproachConcluded,
    ApproachProposed,
    EmployerContacted,
    EmployerVisitPlanned,
)
from shared.contracts.intake import (
    ApproachAnswer,
    ApproachConclude,
    ApproachPropose,
    EmployerContact,
    EmployerPlan,
    EmployerReport,
)
from shared.contracts.reasons import ContactResult
from shared.contracts.vocabulary import Means
from shared.employers import employer_of
from tests.unit.services.vacancies.mothers import MONDAY, NIQUEN, SAN_CARLOS, SAN_FABIAN, VacanciesInMemory

ROBLES = "Agrícola Los Robles"
POSTED, NO_NEED = ContactResult.VACANCY_POSTED, ContactResult.NO_NEED_NOW


def _in_memory() -> VacanciesInMemory:
    return VacanciesInMemory().table(SAN_CARLOS, NIQUEN, SAN_FABIAN)


def _contact(commune: str = NIQUEN, days_ago: float = 3, means: Means = Means.VISIT, **more: Any) -> EmployerContact:
    at = MONDAY - timedelta(days=days_ago)
    return EmployerContact(
        **{"commune": commune, "employer": ROBLES, "means": means, "at": at, "result": NO_NEED} | more
    )


def _plan(commune: str = SAN_CARLOS, in_days: float = 2, employer: str = ROBLES) -> EmployerPlan:
    return EmployerPlan(commune=commune, employer=employer, at=MONDAY + timedelta(days=in_days))


def _propose(**more: Any) -> ApproachPropose:
    return ApproachPropose(**{"commune": SAN_CARLOS, "employer": ROBLES, "invited": (NIQUEN, SAN_FABIAN)} | more)


@pytest.mark.parametrize(
    "spelling", ["AGRICOLA LOS ROBLES S.A.", "Agrícola  Los Robles Ltda.", "agrícola los-robles SpA"]
)
def test_one_employer_however_its_name_is_spelt(spelling: str) -> None:
    mesa = _in_memory()
    mesa.handles(_contact())
    made = mesa.handles(_contact(SAN_CARLOS, employer=spelling))
    assert made["employer_id"] == employer_of(ROBLES)
    assert [e.name for e in mesa.aggregates.all(Employer)] == [ROBLES], "it keeps the name it was first written with"


def test_names_that_are_nothing_but_a_legal_form_are_still_told_apart() -> None:
    assert len({employer_of(name) for name in ("S.A.", "Ltda.", "***", "Sociedad")}) == 4


def test_letters_that_are_not_latin_tell_names_apart() -> None:
    assert len({employer_of(name) for name in ("Restaurante 龍", "Restaurante 虎", "Restaurante")}) == 3


def test_a_contact_is_on_the_ledger_with_its_result_and_the_next_one() -> None:
    mesa = _in_memory()
    mesa.handles(_contact(means=Means.CALL, result=ContactResult.CALL_AGAIN, next_on=date(2026, 2, 2)))
    (fact,) = mesa.all(EmployerContacted)
    assert (fact.commune, fact.means, fact.result, fact.next_on) == (
        NIQUEN,
        Means.CALL,
        ContactResult.CALL_AGAIN,
        date(2026, 2, 2),
    )


def test_the_same_request_makes_one_contact() -> None:
    mesa = _in_memory()
    assert mesa.handles(_contact(), "same") == mesa.handles(_contact(), "same")
    assert len(mesa.aggregates.all(Contact)) == len(mesa.all(EmployerContacted)) == 1


def test_what_has_not_happened_is_no_contact_and_what_is_over_cannot_be_planned() -> None:
    mesa = _in_memory()
    assert mesa.rejects(_contact(days_ago=-1)) == "contact_in_future"
    assert mesa.rejects(_plan(in_days=-1)) == "visit_in_past"
    assert mesa.rejects(_contact("13101")) == "commune_not_in_mesa"
    with pytest.raises(ValidationError, match="no se hizo"):
        _contact(result=ContactResult.NOT_HELD)


def test_a_planned_visit_warns_of_who_was_there_and_who_will_be() -> None:
    mesa = _in_memory()
    mesa.handles(_contact(NIQUEN, days_ago=3))
    mesa.handles(_plan(SAN_FABIAN, in_days=9))
    made = mesa.handles(_plan(SAN_CARLOS, in_days=2))
    assert made["warning"] == (
        f"{NIQUEN} visitó a la empresa el viernes 9 de enero; {SAN_FABIAN} tiene una visita planificada para el "
        "miércoles 21 de enero. Conviene coordinarse antes de ir."
    )
    assert [(v.commune, v.planned) for v in mesa.all(EmployerVisitPlanned)[-1].near] == [
        (NIQUEN, False),
        (SAN_FABIAN, True),
    ]


@pytest.mark.parametrize(
    ("why", "before"),
    [
        ("it is the office's own", _contact(SAN_CARLOS)),
        ("a call disturbs nobody", _contact(means=Means.CALL)),
        ("it is more than 14 days ago", _contact(days_ago=12.1)),
        ("it is another employer", _contact(employer="Packing El Roble")),
    ],
)
def test_a_planned_visit_does_not_warn(why: str, before: EmployerContact) -> None:
    mesa = _in_memory()
    mesa.handles(before)
    assert "warning" not in mesa.handles(_plan(in_days=2)), why


def test_a_visit_of_fourteen_days_ago_is_still_worth_a_warning() -> None:
    mesa = _in_memory()
    mesa.handles(_contact(days_ago=12))
    assert "warning" in mesa.handles(_plan(in_days=2))


def test_a_visit_that_was_not_held_warns_nobody() -> None:
    mesa = _in_memory()
    visit = mesa.handles(_plan(NIQUEN, in_days=1))["contact_id"]
    mesa.handles(EmployerReport(commune=NIQUEN, contact_id=visit, result=ContactResult.NOT_HELD))
    assert "warning" not in mesa.handles(_plan(SAN_CARLOS, in_days=2))


def test_a_visit_is_reported_and_the_report_put_right() -> None:
    mesa = _in_memory()
    visit = mesa.handles(_plan())["contact_id"]
    mesa.now += timedelta(days=3)
    report = EmployerReport(commune=SAN_CARLOS, contact_id=visit, result=NO_NEED, if_revision=1)
    assert mesa.handles(report)["revision"] == "2"
    assert mesa.all(EmployerContacted)[-1].at == MONDAY + timedelta(days=2), "it was held on its day"
    assert mesa.rejects(report.model_copy(update={"result": POSTED})) == "stale_revision"
    mesa.handles(report.model_copy(update={"result": POSTED, "if_revision": 2}))
    assert [(f.result, f.revision) for f in mesa.all(EmployerContacted)] == [(NO_NEED, 2), (POSTED, 3)]


def test_the_same_report_again_says_nothing() -> None:
    mesa = _in_memory()
    report = EmployerReport(commune=SAN_CARLOS, contact_id=mesa.handles(_plan())["contact_id"], result=POSTED)
    assert mesa.handles(report) == mesa.handles(report)
    assert len(mesa.all(EmployerContacted)) == 1


def test_a_visit_held_before_its_day_was_held_now() -> None:
    mesa = _in_memory()
    visit = mesa.handles(_plan(in_days=5))["contact_id"]
    mesa.now += timedelta(days=1)
    mesa.handles(EmployerReport(commune=SAN_CARLOS, contact_id=visit, result=POSTED))
    assert mesa.all(EmployerContacted)[0].at == mesa.now


def test_a_report_is_of_a_contact_that_exists_of_the_own_commune_and_not_of_the_future() -> None:
    mesa = _in_memory()
    visit = mesa.handles(_plan())["contact_id"]
    report = EmployerReport(commune=SAN_CARLOS, contact_id=visit, result=POSTED)
    assert mesa.rejects(report.model_copy(update={"contact_id": "none"})) == "unknown_contact"
    assert mesa.rejects(report.model_copy(update={"commune": NIQUEN})) == "not_your_contact"
    assert mesa.rejects(report.model_copy(update={"at": MONDAY + timedelta(days=1)})) == "contact_in_future"


def test_offices_go_together_and_any_of_them_tells_what_came_of_it() -> None:
    mesa = _in_memory()
    approach = mesa.handles(_propose(invited=(NIQUEN, SAN_CARLOS, SAN_FABIAN, NIQUEN)))["approach_id"]
    assert mesa.all(ApproachProposed)[0].invited == (NIQUEN, SAN_FABIAN)
    mesa.handles(ApproachAnswer(commune=NIQUEN, approach_id=approach, joins=True))
    mesa.handles(ApproachAnswer(commune=SAN_FABIAN, approach_id=approach, joins=True))
    mesa.handles(ApproachAnswer(commune=SAN_FABIAN, approach_id=approach, joins=False))
    conclude = ApproachConclude(commune=NIQUEN, approach_id=approach, result=POSTED)
    assert mesa.handles(conclude) == mesa.handles(conclude)
    (fact,) = mesa.all(ApproachConcluded)
    assert (fact.office, fact.party, fact.result) == (NIQUEN, (SAN_CARLOS, NIQUEN), POSTED)
    assert [a.joins for a in mesa.all(ApproachAnswered)] == [True, True, False]


def test_the_same_answer_again_says_nothing() -> None:
    mesa = _in_memory()
    answer = ApproachAnswer(commune=NIQUEN, approach_id=mesa.handles(_propose())["approach_id"], joins=False)
    assert mesa.handles(answer) == mesa.handles(answer)
    assert len(mesa.all(ApproachAnswered)) == 1


def test_all_that_is_wrong_with_an_approach_is_said_at_once() -> None:
    mesa, yesterday = _in_memory(), MONDAY - timedelta(days=1)
    asked = _propose(invited=("13101",), at=yesterday, employer="Rosa Fuentealba, RUT 12.667.869-K")
    assert mesa.faults(asked) == ["unknown_commune", "visit_in_past", "rut_in_text"]


def test_who_may_propose_answer_and_conclude() -> None:
    mesa = _in_memory()
    assert mesa.rejects(_propose(invited=("13101",))) == "unknown_commune"
    assert mesa.rejects(_propose(invited=(SAN_CARLOS,))) == "nobody_invited"
    assert mesa.rejects(_propose(at=MONDAY - timedelta(days=1))) == "visit_in_past"
    approach = mesa.handles(_propose(invited=(NIQUEN,)))["approach_id"]
    assert mesa.rejects(ApproachAnswer(commune=SAN_FABIAN, approach_id=approach, joins=True)) == "not_invited"
    assert mesa.rejects(ApproachAnswer(commune=NIQUEN, approach_id="none", joins=True)) == "unknown_approach"
    conclude = ApproachConclude(commune=NIQUEN, approach_id=approach, result=POSTED)
    assert mesa.rejects(conclude) == "not_of_the_party", "it was invited and has not joined"
    mesa.handles(conclude.model_copy(update={"commune": SAN_CARLOS}))
    assert mesa.rejects(ApproachAnswer(commune=NIQUEN, approach_id=approach, joins=True)) == "stale_approach"
    late = conclude.model_copy(update={"commune": SAN_CARLOS, "result": NO_NEED})
    assert mesa.rejects(late) == "stale_approach"


def test_a_second_approach_of_one_employer_is_told_of_the_first() -> None:
    mesa = _in_memory()
    assert "warning" not in mesa.handles(_propose())
    second = mesa.handles(_propose(commune=NIQUEN, invited=(SAN_FABIAN,)))
    assert second["warning"].endswith(f"propuesta por {SAN_CARLOS}")
    assert len(mesa.aggregates.all(Approach)) == 2


def test_a_joint_visit_warns_others_and_not_those_who_go_along() -> None:
    mesa = _in_memory()
    approach = mesa.handles(_propose(invited=(NIQUEN,), at=MONDAY + timedelta(days=4)))["approach_id"]
    mesa.handles(ApproachAnswer(commune=NIQUEN, approach_id=approach, joins=True))
    assert "warning" not in mesa.handles(_plan(NIQUEN))
    mesa = _in_memory()
    mesa.handles(_propose(at=MONDAY + timedelta(days=4)))
    assert SAN_CARLOS in mesa.handles(_plan(SAN_FABIAN))["warning"]
