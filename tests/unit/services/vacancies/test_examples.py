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
from tests.unit.services.vacancies.mothers import CURICO, NIQUEN, SAN_CARLOS, SAN_FABIAN, Books

PUNILLA = (SAN_CARLOS, NIQUEN, SAN_FABIAN)


def _release(books: Books, vacancy: str, n: int, why: ReleaseReason = ReleaseReason.CANDIDATE_WITHDREW) -> SeatRelease:
    lease = books.vacancy(vacancy).leases[n]
    return SeatRelease(commune=SAN_CARLOS, vacancy_id=vacancy, lease_id=lease.lease_id, fence=lease.fence, why=why)


def _place(books: Books, vacancy: str, n: int) -> PlacementDeclare:
    lease = books.vacancy(vacancy).leases[n]
    return PlacementDeclare(commune=SAN_CARLOS, vacancy_id=vacancy, lease_id=lease.lease_id, fence=lease.fence)


def test_the_homes_own_people_are_seated_at_once_best_first() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.posts(seats=1)
    books.offers(vacancy, SAN_CARLOS, "weak", score=300)
    assert [x.candidate_ref for x in books.all(SeatLeased)] == ["weak"]
    books.offers(vacancy, SAN_CARLOS, "strong", score=900)
    assert [w.candidate_ref for w in books.vacancy(vacancy).waiting] == ["strong"], "a seat given is not taken back"


def test_when_the_window_closes_both_near_neighbours_are_asked_at_once_and_the_far_one_is_not() -> None:
    books = Books().table(*PUNILLA, CURICO)
    books.posts(seats=2)
    books.later(days=2)
    (call,) = books.all(VacancyUnfilled)
    assert (call.invited, call.tier, call.reason) == ((NIQUEN, SAN_FABIAN), 1, UnfilledReason.WINDOW_OVER)


def test_offers_are_decided_when_everybody_asked_has_answered() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.posts(seats=1)
    books.later(days=2)
    books.offers(vacancy, NIQUEN, "early", score=400)
    assert not books.all(SeatLeased)
    books.offers(vacancy, SAN_FABIAN, "better", score=800)
    assert [x.candidate_ref for x in books.all(SeatLeased)] == ["better"]


def test_silence_is_an_answer_when_its_time_is_over_and_the_next_ring_is_asked() -> None:
    books = Books().table(*PUNILLA, CURICO)
    vacancy = books.posts(seats=1)
    books.later(days=2)
    books.declines(vacancy, NIQUEN)
    books.later(days=2)
    call = books.all(VacancyUnfilled)[-1]
    assert (call.invited, call.silent, call.tier) == ((CURICO,), (SAN_FABIAN,), 2)


def test_when_nobody_is_left_to_ask_the_network_is_exhausted() -> None:
    books = Books().table(SAN_CARLOS)
    vacancy = books.posts()
    books.later(days=2)
    assert books.all(VacancyUnfilled)[-1].exhausted
    assert books.vacancy(vacancy).stage is Stage.EXHAUSTED


def test_who_joins_is_asked_about_what_is_open_now() -> None:
    books = Books().table(SAN_CARLOS)
    books.posts()
    books.later(days=2)
    books.table(NIQUEN)
    call = books.all(VacancyUnfilled)[-1]
    assert (call.invited, call.reason) == ((NIQUEN,), UnfilledReason.COMMUNE_JOINED)


def test_nobody_waits_for_a_commune_that_has_left() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.posts(seats=1)
    books.later(days=2)
    books.offers(vacancy, NIQUEN, "a")
    books.hears(CommuneLeft(commune=SAN_FABIAN, name="San Fabián"))
    assert [x.candidate_ref for x in books.all(SeatLeased)] == ["a"]


def test_when_a_commune_leaves_nobody_is_seated_in_two_vacancies_that_waited_for_it() -> None:
    books = Books().table(*PUNILLA)
    first, second = books.posts(seats=1), books.posts(seats=1)
    books.later(days=2)
    for vacancy in (first, second):
        books.offers(vacancy, NIQUEN, "a")
    books.hears(CommuneLeft(commune=SAN_FABIAN, name="San Fabián"))
    assert len(books.all(SeatLeased)) == 1


def test_the_officer_need_not_wait_for_the_window_but_asks_once() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.posts()
    asked = VacancyDeclareUnfilled(commune=SAN_CARLOS, vacancy_id=vacancy)
    books.hears(asked)
    assert books.all(VacancyUnfilled)[0].reason is UnfilledReason.TEAM_CAPACITY
    assert books.rejects(asked) == "stale_stage"


def test_an_express_vacancy_calls_as_soon_as_the_home_has_said_all() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.posts(seats=3, urgency=Urgency.EXPRESS)
    books.offers(vacancy, SAN_CARLOS, "a", complete=True)
    assert books.all(VacancyUnfilled)[0].seats_left == 2


def test_who_withdraws_makes_room_for_the_next_in_line() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.posts(seats=1)
    books.offers(vacancy, SAN_CARLOS, "a", "b")
    books.hears(_release(books, vacancy, 0))
    assert [(x.candidate_ref, x.fence, x.seat) for x in books.all(SeatLeased)] == [("a", 1, 1), ("b", 2, 1)]


def test_a_lease_that_nobody_turns_into_a_job_expires() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.posts(seats=1)
    books.offers(vacancy, SAN_CARLOS, "a")
    books.later(days=8)
    assert books.all(SeatReleased)[0].why is ReleaseReason.EXPIRED
    assert books.vacancy(vacancy).open_seats == 1


def test_the_last_placement_fills_the_vacancy_and_says_who_supplied_whom() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.posts(seats=2)
    books.offers(vacancy, SAN_CARLOS, "a")
    books.hears(VacancyDeclareUnfilled(commune=SAN_CARLOS, vacancy_id=vacancy))
    books.declines(vacancy, SAN_FABIAN)
    books.offers(vacancy, NIQUEN, "b", "c")
    books.hears(_place(books, vacancy, 0))
    books.hears(_place(books, vacancy, 1))
    (filled,) = books.all(VacancyFilled)
    assert filled.by == {SAN_CARLOS: 1, NIQUEN: 1}
    assert [p.candidate_ref for p in filled.passed_over] == ["c"]
    assert [p.credit for p in books.all(PlacementDeclared)] == [{SAN_CARLOS: 1000}, {SAN_CARLOS: 400, NIQUEN: 600}]


def test_an_old_fencing_number_proves_nothing() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.posts(seats=1)
    books.offers(vacancy, SAN_CARLOS, "a", "b")
    old = _release(books, vacancy, 0)
    books.hears(old)
    assert books.rejects(old) == "stale_lease"
    assert (
        books.rejects(old.model_copy(update={"lease_id": books.vacancy(vacancy).leases[1].lease_id})) == "stale_fence"
    )


def test_withdrawing_gives_back_what_is_held_and_ends_it() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.posts(seats=2)
    books.offers(vacancy, SAN_CARLOS, "a")
    why = CloseReason.WITHDRAWN_BY_EMPLOYER
    books.hears(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=vacancy, why=why))
    assert books.vacancy(vacancy).leases[0].state is LeaseState.RELEASED
    assert books.all(VacancyClosed)[0].why is why
    assert books.vacancy(vacancy).due_at is None


def test_another_commune_cannot_touch_it() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.posts()
    assert books.rejects(VacancyAmend(commune=NIQUEN, vacancy_id=vacancy, seats=5)) == "not_your_vacancy"


def test_an_offer_for_what_is_not_known_or_over_changes_nothing() -> None:
    books = Books().table(*PUNILLA)
    books.offers("nothing-known-yet", NIQUEN, "a")
    vacancy = books.posts()
    books.hears(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=vacancy, why=CloseReason.POSTED_BY_MISTAKE))
    before = books.vacancy(vacancy)
    books.offers(vacancy, NIQUEN, "a")
    assert books.vacancy(vacancy) == before
    assert not books.all(SeatLeased)
