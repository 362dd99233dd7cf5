"""Fairness between offices, and vacancies that are posted twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.vacancies.model.policy import Policy
from services.vacancies.model.reciprocity import Exchange, balances
from services.vacancies.model.seats import in_order, merit
from services.vacancies.model.vacancy import QueueEntry, Stage
from shared.contracts.intake import PlacementDeclare, VacancyPart, VacancyPost, VacancyWithdraw
from shared.contracts.reasons import CloseReason, LinkReason
from shared.contracts.vacancies import Profile, SeatLeased, VacancyClosed, VacancyLinked, VacancyParted, VacancyPosted
from tests.unit.services.vacancies.mothers import NIQUEN, SAN_CARLOS, SAN_FABIAN, VacanciesInMemory

COIHUECO, CHILLAN = "16302", "16101"
TODAY = date(2026, 1, 12)
PEOPLE = {SAN_CARLOS: 53_000, NIQUEN: 27_000, SAN_FABIAN: 4_300}


def _repost(
    employer: str = "AGRICOLA LOS ROBLES LTDA.", work_commune: str | None = None, **more: object
) -> VacancyPost:
    profile = Profile(title="COSECHERO / A", employer=employer, work_commune=work_commune)
    return VacancyPost.model_validate({"commune": SAN_CARLOS, "seats": 2, "profile": profile, **more})


def test_a_tie_goes_to_the_office_that_has_given_more_and_the_decision_says_so() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN, SAN_FABIAN)
    mesa.aggregates.apply([Exchange(SAN_FABIAN, SAN_CARLOS, TODAY, 2), Exchange(SAN_CARLOS, NIQUEN, TODAY, 1)])
    vacancy = mesa.called(seats=1)
    mesa.offers(vacancy, NIQUEN, "a")
    mesa.offers(vacancy, SAN_FABIAN, "z")
    (lease,) = mesa.all(SeatLeased)
    assert (lease.candidate_ref, lease.because[-1]) == ("z", f"reciprocity:2000>-1000:{NIQUEN}")


def test_merit_decides_without_a_word_of_reciprocity() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN, SAN_FABIAN)
    mesa.aggregates.apply([Exchange(SAN_FABIAN, SAN_CARLOS, TODAY, 9)])
    vacancy = mesa.called(seats=1)
    mesa.offers(vacancy, NIQUEN, "a", score=501)
    mesa.offers(vacancy, SAN_FABIAN, "z", score=500)
    (lease,) = mesa.all(SeatLeased)
    assert lease.candidate_ref == "a"
    assert not any(code.startswith("reciprocity") for code in lease.because)


BALANCE = st.dictionaries(st.sampled_from(sorted(PEOPLE)), st.integers(-10_000, 10_000))
LINE = st.lists(
    st.tuples(st.sampled_from(sorted(PEOPLE)), st.integers(0, 3), st.integers(10, 90)), min_size=1, max_size=12
)


@given(LINE, BALANCE, st.integers(1, 6))
def test_an_office_never_loses_a_seat_it_would_have_won_on_merit(
    line: list[tuple[str, int, int]], balance: dict[str, int], seats: int
) -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    vacancy = mesa.vacancy(mesa.posts(seats=1))
    waiting = tuple(QueueEntry(f"p{n}", cut, "o", 1, score, way) for n, (cut, score, way) in enumerate(line))
    vacancy = replace(vacancy, waiting=waiting)
    with_it, without = in_order(vacancy, balance), in_order(vacancy)
    assert [merit(vacancy, w) for w in with_it] == [merit(vacancy, w) for w in without]
    least = merit(vacancy, with_it[:seats][-1])
    assert all(w in with_it[:seats] for w in waiting if merit(vacancy, w) < least)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(PEOPLE)), st.sampled_from(sorted(PEOPLE)), st.integers(0, 900), st.integers(1, 50)
        ),
        max_size=12,
    )
)
def test_balances_are_capped_and_a_small_office_never_owes(moves: list[tuple[str, str, int, int]]) -> None:
    exchanges = [Exchange(home, finder, TODAY - timedelta(days=ago), seats) for home, finder, ago, seats in moves]
    policy = Policy()
    found = balances(exchanges, PEOPLE, TODAY, policy)
    assert all(abs(owed) <= policy.reciprocity_cap for owed in found.values())
    assert found.get(SAN_FABIAN, 0) >= 0


def test_what_was_given_fades_and_need_lightens_what_was_received() -> None:
    old, fresh = Exchange(SAN_CARLOS, NIQUEN, TODAY - timedelta(days=180), 1), Exchange(SAN_CARLOS, NIQUEN, TODAY, 1)
    assert balances([old], PEOPLE, TODAY, Policy())[SAN_CARLOS] == 500
    assert balances([fresh], PEOPLE, TODAY, Policy())[SAN_CARLOS] == 1000
    smaller = {**PEOPLE, NIQUEN: 13_500, COIHUECO: 27_000, CHILLAN: 184_000}
    assert balances([fresh], PEOPLE, TODAY, Policy())[NIQUEN] == -1000
    assert balances([fresh], smaller, TODAY, Policy())[NIQUEN] == -500


def test_a_placement_across_communes_is_remembered_as_given_and_received() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    vacancy = mesa.called(seats=2)
    mesa.offers(vacancy, NIQUEN, "a")
    mesa.handles(PlacementDeclare(**mesa.lease(vacancy)))
    assert [(x.home, x.finder, x.seats) for x in mesa.aggregates.all(Exchange)] == [(SAN_CARLOS, NIQUEN, 1)]


def test_the_same_vacancy_posted_again_is_linked_and_calls_nobody() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    first = mesa.posts()
    made = mesa.handles(_repost())
    assert made["linked_to"] == first
    (linked,) = mesa.all(VacancyLinked)
    assert linked.why is LinkReason.REPOST
    assert [fact.vacancy_id for fact in mesa.all(VacancyPosted)] == [first]
    mesa.later(days=20)
    assert mesa.vacancy(made["vacancy_id"]).stage is Stage.LINKED


def test_the_same_work_posted_by_two_communes_is_linked() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    mesa.posts()
    mesa.handles(_repost(commune=NIQUEN, work_commune=SAN_CARLOS))
    assert mesa.all(VacancyLinked)[0].why is LinkReason.TWO_COMMUNES


def test_the_seats_that_an_exchange_appends_to_a_title_are_no_part_of_it() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    again = VacancyPost(commune=SAN_CARLOS, seats=2, profile=Profile(title="Packing", employer="Agrícola Los Robles"))
    first = mesa.handles(again)["vacancy_id"]
    appended = again.profile.model_copy(update={"title": "PACKING (15 vacantes)"})
    assert mesa.handles(again.model_copy(update={"profile": appended}))["linked_to"] == first


def test_another_place_another_employer_or_an_officer_who_knows_better_are_not_linked() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    mesa.posts()
    for other in (_repost(work_commune=NIQUEN), _repost("Agrícola Los Aromos"), _repost(distinct=True)):
        assert "linked_to" not in mesa.handles(other)


@pytest.mark.parametrize(
    "employer", ["Confidencial", "OMIL Talcahuano", "Importante empresa", "I. Municipalidad de Lota"]
)
def test_employers_who_do_not_say_who_they_are_are_not_the_same(employer: str) -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    for _ in range(2):
        assert "linked_to" not in mesa.handles(_repost(employer))


def test_after_the_window_it_is_a_vacancy_of_its_own() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    mesa.handles(_repost(valid_through=mesa.now + timedelta(days=90)))
    mesa.now += timedelta(days=31)
    assert "linked_to" not in mesa.handles(_repost())


def test_an_officer_parts_what_is_not_the_same() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    mesa.posts()
    twin = mesa.handles(_repost())["vacancy_id"]
    mesa.handles(VacancyPart(commune=SAN_CARLOS, vacancy_id=twin))
    assert [type(fact) for fact in mesa.said[-2:]] == [VacancyParted, VacancyPosted]
    assert mesa.vacancy(twin).stage is Stage.LOCAL
    assert mesa.rejects(VacancyPart(commune=SAN_CARLOS, vacancy_id=twin)) == "not_linked"


def test_of_several_that_repeat_one_the_oldest_stands_for_all_when_it_is_over() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    first = mesa.posts()
    second = mesa.handles(_repost())["vacancy_id"]
    mesa.now += timedelta(minutes=1)
    third = mesa.handles(_repost())["vacancy_id"]
    mesa.handles(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=first, why=CloseReason.POSTED_BY_MISTAKE))
    assert (mesa.vacancy(second).stage, mesa.vacancy(third).stage) == (Stage.LOCAL, Stage.LINKED)
    assert mesa.vacancy(third).twin_of == second
    mesa.handles(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=second, why=CloseReason.FILLED_OUTSIDE))
    assert mesa.vacancy(third).why_closed is CloseReason.DUPLICATE, "there are no seats of it either"


def test_when_the_first_is_filled_the_other_ends_and_when_it_is_withdrawn_the_other_lives() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    first = mesa.posts(seats=1)
    twin = mesa.handles(_repost())["vacancy_id"]
    mesa.offers(first, SAN_CARLOS, "a")
    mesa.handles(PlacementDeclare(**mesa.lease(first)))
    assert mesa.all(VacancyClosed)[0].why is CloseReason.DUPLICATE
    second = mesa.posts()
    alive = mesa.handles(_repost())["vacancy_id"]
    mesa.handles(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=second, why=CloseReason.POSTED_BY_MISTAKE))
    assert (mesa.vacancy(twin).stage, mesa.vacancy(alive).stage) == (Stage.CLOSED, Stage.LOCAL)
