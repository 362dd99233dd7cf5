"""Several vacancies that want the same people are decided together, as well as it can be done."""

from dataclasses import replace

import numpy
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from services.vacancies.model.assignment import RESIDENT, SeatDemand, assigned
from services.vacancies.model.vacancy import Stage
from shared.contracts.vacancies import SeatLeased, VacancyUnfilled
from shared.contracts.vocabulary import Urgency
from tests.unit.services.vacancies.mothers import NIQUEN, SAN_CARLOS, SAN_FABIAN, VacanciesInMemory

PEOPLE = [f"p{n}" for n in range(8)]
LINES = st.lists(
    st.builds(
        lambda room, worth: SeatDemand("v", room, worth),
        st.integers(0, 4),
        st.dictionaries(st.sampled_from(PEOPLE), st.integers(1, 40) | st.just(RESIDENT + 7), max_size=8),
    ),
    min_size=1,
    max_size=5,
)


@given(LINES)
def test_it_is_the_greatest_sum_there_is_and_nobody_sits_twice_or_too_much(lines: list[SeatDemand]) -> None:
    where = assigned(lines)
    for n, line in enumerate(lines):
        seated = [ref for ref, place in where.items() if place == n]
        assert len(seated) <= line.room
        assert set(seated) <= set(line.worth)
    rows = [line.worth for line in lines for _ in range(line.room)]
    worth = numpy.array([[row.get(ref, 0) for ref in PEOPLE] for row in rows]).reshape(len(rows), len(PEOPLE))
    best = int(worth[linear_sum_assignment(worth, maximize=True)].sum()) if rows else 0
    assert sum(lines[place].worth[ref] for ref, place in where.items()) == best


@given(LINES)
def test_who_gets_no_seat_has_no_more_merit_than_anybody_seated_where_they_wait(lines: list[SeatDemand]) -> None:
    where = assigned(lines)
    for n, line in enumerate(lines):
        seated = [line.worth[ref] for ref, place in where.items() if place == n]
        standing = [line.worth[ref] for ref in line.worth if ref not in where]
        assert not standing or not line.room or (len(seated) == line.room and max(standing) <= min(seated))


def _two(mesa: VacanciesInMemory) -> tuple[str, str]:
    return mesa.called(seats=1), mesa.called(seats=1)


def test_who_is_wanted_twice_is_left_to_the_vacancy_that_has_nobody_else_and_the_decision_says_so() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    one, other = _two(mesa)
    mesa.offers(one, NIQUEN, "a", score=700)
    mesa.offers(one, NIQUEN, "b", score=690)
    assert not mesa.all(SeatLeased), "Ñiquén still owes an answer, perhaps with the same people"
    mesa.offers(other, NIQUEN, "a", score=600)
    given_ = {lease.vacancy_id: lease for lease in mesa.all(SeatLeased)}
    assert (given_[one].candidate_ref, given_[other].candidate_ref) == ("b", "a")
    assert "left:1" in given_[one].because
    assert not [code for code in given_[other].because if code.startswith("left")]


def test_nobody_is_waited_for_longer_than_some_minutes_and_less_when_it_is_urgent() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    one, urgent, _ = mesa.called(seats=1), mesa.called(seats=1, urgency=Urgency.EXPRESS), mesa.called(seats=1)
    mesa.offers(one, NIQUEN, "a")
    mesa.offers(urgent, NIQUEN, "z")
    mesa.later(minutes=2)
    assert [lease.vacancy_id for lease in mesa.all(SeatLeased)] == [urgent]
    mesa.later(minutes=3)
    assert [lease.vacancy_id for lease in mesa.all(SeatLeased)] == [urgent, one]


def test_calls_that_end_with_their_time_are_decided_together() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN, SAN_FABIAN)
    one, other = _two(mesa)
    mesa.offers(one, NIQUEN, "a", score=700)
    mesa.offers(one, NIQUEN, "b", score=690)
    mesa.offers(other, NIQUEN, "a", score=710)
    mesa.later(days=3)
    given_ = {lease.vacancy_id: lease.candidate_ref for lease in mesa.all(SeatLeased)}
    assert given_ == {one: "b", other: "a"}


def test_a_resident_is_not_left_to_another_where_residents_come_first() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    home, other = mesa.called(seats=1, residents_first=True), mesa.called(seats=1)
    mesa.offers(other, NIQUEN, "a", score=900)
    mesa.offers(home, SAN_CARLOS, "r", score=300)
    mesa.offers(home, NIQUEN, "a", score=999)
    given_ = {lease.vacancy_id: lease.candidate_ref for lease in mesa.all(SeatLeased)}
    assert given_ == {home: "r", other: "a"}


def test_what_is_decided_beside_another_ends_its_own_call() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    one, other = _two(mesa)
    mesa.aggregates.apply([replace(mesa.vacancy(one), seats=2)])
    mesa.offers(one, NIQUEN, "a", score=700)
    mesa.offers(other, NIQUEN, "a", score=800)
    assert mesa.vacancy(other).stage is Stage.COVERED
    assert mesa.vacancy(one).stage is Stage.EXHAUSTED
    assert [fact.vacancy_id for fact in mesa.all(VacancyUnfilled) if fact.exhausted] == [one]
