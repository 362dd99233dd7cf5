"""A vacancy from posting to its end, each rule in an example."""

from services.vacancies.model.vacancy import LeaseState, Stage
from shared.contracts.communes import CommuneLeft
from shared.contracts.intake import (
    PlacementDeclare,
    SeatRelease,
    VacancyAmend,
    VacancyDeclareUnfilled,
    VacancyWithdraw,
)
from shared.contracts.reasons import CloseReason, ReleaseReason, UnfilledReason
from shared.contracts.vacancies import (
    PlacementDeclared,
    SeatLeased,
    SeatReleased,
    VacancyClosed,
    VacancyFilled,
    VacancyUnfilled,
)
from shared.contracts.vocabulary import Urgency
from tests.unit.services.vacancies.mothers import CURICO, NIQUEN, SAN_CARLOS, SAN_FABIAN, VacanciesInMemory

PUNILLA = (SAN_CARLOS, NIQUEN, SAN_FABIAN)


def _release(
    mesa: VacanciesInMemory, vacancy: str, n: int, why: ReleaseReason = ReleaseReason.CANDIDATE_WITHDREW
) -> SeatRelease:
    lease = mesa.vacancy(vacancy).leases[n]
    return SeatRelease(commune=SAN_CARLOS, vacancy_id=vacancy, lease_id=lease.lease_id, fence=lease.fence, why=why)


def _place(mesa: VacanciesInMemory, vacancy: str, n: int) -> PlacementDeclare:
    lease = mesa.vacancy(vacancy).leases[n]
    return PlacementDeclare(commune=SAN_CARLOS, vacancy_id=vacancy, lease_id=lease.lease_id, fence=lease.fence)


def test_the_homes_own_people_are_seated_at_once_best_first() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.posts(seats=1)
    mesa.offers(vacancy, SAN_CARLOS, "weak", score=300)
    assert [x.candidate_ref for x in mesa.all(SeatLeased)] == ["weak"]
    mesa.offers(vacancy, SAN_CARLOS, "strong", score=900)
    assert [w.candidate_ref for w in mesa.vacancy(vacancy).waiting] == ["strong"], "a seat given is not taken back"


def test_when_the_window_closes_both_near_neighbours_are_asked_at_once_and_the_far_one_is_not() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA, CURICO)
    mesa.posts(seats=2)
    mesa.later(days=2)
    (call,) = mesa.all(VacancyUnfilled)
    assert (call.invited, call.tier, call.reason) == ((NIQUEN, SAN_FABIAN), 1, UnfilledReason.WINDOW_OVER)


def test_offers_are_decided_when_everybody_asked_has_answered() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.posts(seats=1)
    mesa.later(days=2)
    mesa.offers(vacancy, NIQUEN, "early", score=400)
    assert not mesa.all(SeatLeased)
    mesa.offers(vacancy, SAN_FABIAN, "better", score=800)
    assert [x.candidate_ref for x in mesa.all(SeatLeased)] == ["better"]


def test_silence_is_an_answer_when_its_time_is_over_and_the_next_ring_is_asked() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA, CURICO)
    vacancy = mesa.posts(seats=1)
    mesa.later(days=2)
    mesa.declines(vacancy, NIQUEN)
    mesa.later(days=2)
    call = mesa.all(VacancyUnfilled)[-1]
    assert (call.invited, call.silent, call.tier) == ((CURICO,), (SAN_FABIAN,), 2)


def test_when_nobody_is_left_to_ask_the_network_is_exhausted() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    vacancy = mesa.posts()
    mesa.later(days=2)
    assert mesa.all(VacancyUnfilled)[-1].exhausted
    assert mesa.vacancy(vacancy).stage is Stage.EXHAUSTED


def test_who_joins_is_asked_about_what_is_open_now() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    mesa.posts()
    mesa.later(days=2)
    mesa.table(NIQUEN)
    call = mesa.all(VacancyUnfilled)[-1]
    assert (call.invited, call.reason) == ((NIQUEN,), UnfilledReason.COMMUNE_JOINED)


def test_nobody_waits_for_a_commune_that_has_left() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.posts(seats=1)
    mesa.later(days=2)
    mesa.offers(vacancy, NIQUEN, "a")
    mesa.handles(CommuneLeft(commune=SAN_FABIAN, name="San Fabián"))
    assert [x.candidate_ref for x in mesa.all(SeatLeased)] == ["a"]


def test_when_a_commune_leaves_nobody_is_seated_in_two_vacancies_that_waited_for_it() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    first, second = mesa.posts(seats=1), mesa.posts(seats=1)
    mesa.later(days=2)
    for vacancy in (first, second):
        mesa.offers(vacancy, NIQUEN, "a")
    mesa.handles(CommuneLeft(commune=SAN_FABIAN, name="San Fabián"))
    assert len(mesa.all(SeatLeased)) == 1


def test_the_officer_need_not_wait_for_the_window_but_asks_once() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.posts()
    asked = VacancyDeclareUnfilled(commune=SAN_CARLOS, vacancy_id=vacancy)
    mesa.handles(asked)
    assert mesa.all(VacancyUnfilled)[0].reason is UnfilledReason.TEAM_CAPACITY
    assert mesa.rejects(asked) == "stale_stage"


def test_an_express_vacancy_calls_as_soon_as_the_home_has_said_all() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.posts(seats=3, urgency=Urgency.EXPRESS)
    mesa.offers(vacancy, SAN_CARLOS, "a", complete=True)
    assert mesa.all(VacancyUnfilled)[0].seats_left == 2


def test_who_withdraws_makes_room_for_the_next_in_line() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.posts(seats=1)
    mesa.offers(vacancy, SAN_CARLOS, "a", "b")
    mesa.handles(_release(mesa, vacancy, 0))
    assert [(x.candidate_ref, x.fence, x.seat) for x in mesa.all(SeatLeased)] == [("a", 1, 1), ("b", 2, 1)]


def test_a_lease_that_nobody_turns_into_a_job_expires() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.posts(seats=1)
    mesa.offers(vacancy, SAN_CARLOS, "a")
    mesa.later(days=8)
    assert mesa.all(SeatReleased)[0].why is ReleaseReason.EXPIRED
    assert mesa.vacancy(vacancy).open_seats == 1


def test_the_last_placement_fills_the_vacancy_and_says_who_supplied_whom() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.posts(seats=2)
    mesa.offers(vacancy, SAN_CARLOS, "a")
    mesa.handles(VacancyDeclareUnfilled(commune=SAN_CARLOS, vacancy_id=vacancy))
    mesa.declines(vacancy, SAN_FABIAN)
    mesa.offers(vacancy, NIQUEN, "b", "c")
    mesa.handles(_place(mesa, vacancy, 0))
    mesa.handles(_place(mesa, vacancy, 1))
    (filled,) = mesa.all(VacancyFilled)
    assert filled.by == {SAN_CARLOS: 1, NIQUEN: 1}
    assert [p.candidate_ref for p in filled.passed_over] == ["c"]
    assert [p.credit for p in mesa.all(PlacementDeclared)] == [{SAN_CARLOS: 1000}, {SAN_CARLOS: 400, NIQUEN: 600}]


def test_an_old_fencing_number_proves_nothing() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.posts(seats=1)
    mesa.offers(vacancy, SAN_CARLOS, "a", "b")
    old = _release(mesa, vacancy, 0)
    mesa.handles(old)
    assert mesa.rejects(old) == "stale_lease"
    assert mesa.rejects(old.model_copy(update={"lease_id": mesa.vacancy(vacancy).leases[1].lease_id})) == "stale_fence"


def test_withdrawing_gives_back_what_is_held_and_ends_it() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.posts(seats=2)
    mesa.offers(vacancy, SAN_CARLOS, "a")
    why = CloseReason.WITHDRAWN_BY_EMPLOYER
    mesa.handles(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=vacancy, why=why))
    assert mesa.vacancy(vacancy).leases[0].state is LeaseState.RELEASED
    assert mesa.all(VacancyClosed)[0].why is why
    assert mesa.vacancy(vacancy).due_at is None


def test_another_commune_cannot_touch_it() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.posts()
    assert mesa.rejects(VacancyAmend(commune=NIQUEN, vacancy_id=vacancy, seats=5)) == "not_your_vacancy"


def test_an_offer_for_what_is_not_known_or_over_changes_nothing() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    mesa.offers("nothing-known-yet", NIQUEN, "a")
    vacancy = mesa.posts()
    mesa.handles(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=vacancy, why=CloseReason.POSTED_BY_MISTAKE))
    before = mesa.vacancy(vacancy)
    mesa.offers(vacancy, NIQUEN, "a")
    assert mesa.vacancy(vacancy) == before
    assert not mesa.all(SeatLeased)
