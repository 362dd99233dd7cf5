"""How many calls each office has not answered: what a batch adds to the counter, and what it costs."""

import pytest

from services.vacancies.context import context_of
from services.vacancies.model.open_calls import OpenCallsByOffice, more_calls, not_loaded
from services.vacancies.model.vacancy import Vacancy
from shared.contracts.intake import VacancyWithdraw
from shared.contracts.reasons import CloseReason
from shared.messaging.decisions import LoadedAggregates
from tests.unit.services.vacancies.mothers import CURICO, NIQUEN, SAN_CARLOS, SAN_FABIAN, VacanciesInMemory


def test_a_batch_adds_to_the_counter_what_it_called_and_takes_what_was_answered() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN, SAN_FABIAN)
    answered, closed = mesa.called(), mesa.called()
    mesa.aggregates = LoadedAggregates([*mesa.aggregates.changed])
    mesa.declines(answered, NIQUEN)
    mesa.handles(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=closed, why=CloseReason.FILLED_OUTSIDE))
    assert more_calls(mesa.aggregates.changes(Vacancy)) == [(NIQUEN, -2), (SAN_FABIAN, -1)]
    mesa.called()
    assert more_calls(mesa.aggregates.changes(Vacancy)) == [(NIQUEN, -1)], (
        "an office with as many as before is left out"
    )


def test_calls_of_loaded_vacancies_are_not_counted_twice() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN, SAN_FABIAN)
    loaded = mesa.vacancy(mesa.called())
    others = not_loaded({NIQUEN: 4, SAN_FABIAN: 1, CURICO: 2}, [loaded])
    assert others.calls == {NIQUEN: 3, CURICO: 2}
    mesa.aggregates.apply([others])
    open_calls = context_of(mesa.aggregates, mesa.now).open_calls
    assert [open_calls(cut, "another") for cut in (NIQUEN, SAN_FABIAN, CURICO)] == [4, 1, 2]
    assert [open_calls(cut, loaded.vacancy_id) for cut in (NIQUEN, SAN_FABIAN, CURICO)] == [3, 0, 2]


def test_the_calls_at_hand_are_what_a_count_of_all_would_find() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN, SAN_FABIAN, CURICO)
    for n in range(30):
        vacancy = mesa.called(seats=1)
        if n % 3:
            mesa.declines(vacancy, NIQUEN)
        if n % 5 == 0:
            mesa.offers(vacancy, SAN_FABIAN, f"p{n}")
    for office in (NIQUEN, SAN_FABIAN, CURICO):
        counted = sum(office in v.tallied for v in mesa.aggregates.all(Vacancy))
        assert mesa.aggregates.tally(Vacancy, office) == counted


def test_the_work_of_a_batch_grows_with_its_calls_and_not_with_their_square(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = {size: _looks(size, monkeypatch) for size in (20, 200)}
    assert looks[200] <= 10 * looks[20], looks


def _looks(size: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a batch of so many answers looks at whom a vacancy waits for."""
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN, SAN_FABIAN, CURICO)
    vacancies = [mesa.called() for _ in range(size)]
    whole, looked = Vacancy.tallied, [0]

    def counting(vacancy: Vacancy) -> tuple[str, ...]:
        looked[0] += 1
        found: tuple[str, ...] = whole.__get__(vacancy)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Vacancy, "tallied", property(counting))
        mesa.aggregates = LoadedAggregates([*mesa.aggregates.changed, OpenCallsByOffice({CURICO: 12})])
        for vacancy in vacancies:
            mesa.declines(vacancy, NIQUEN)
            mesa.declines(vacancy, SAN_FABIAN)
    assert not any(mesa.vacancy(vacancy).tier < 2 for vacancy in vacancies), "each was called anew"
    return looked[0]
