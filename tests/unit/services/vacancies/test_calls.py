"""The call in full: capacity, quota, silence, outages of our own bus, and that every call ends in a stated outcome."""

from dataclasses import replace
from datetime import timedelta

from services.vacancies.model.acknowledgements import CopyHolder
from services.vacancies.model.heartbeat import Heartbeat, Outage
from services.vacancies.model.vacancy import QueueEntry
from shared.contracts.communes import CommuneLeft
from shared.contracts.intake import (
    SeatRelease,
    VacancyAcknowledge,
    VacancyAmend,
    VacancyDeclareUnfilled,
    VacancyPost,
    VacancyWithdraw,
)
from shared.contracts.matching import CopyAcknowledged, PulseReturned
from shared.contracts.reasons import CallEnd, CloseReason, ReleaseReason, SilenceReason, UnfilledReason
from shared.contracts.vacancies import (
    CallEnded,
    CallExtended,
    CallUnanswered,
    SeatLeased,
    VacancyAmended,
    VacancyClosed,
    VacancyUnfilled,
)
from tests.unit.services.vacancies.mothers import CURICO, NIQUEN, SAN_CARLOS, SAN_FABIAN, Books, joined, post

PUNILLA = (SAN_CARLOS, NIQUEN, SAN_FABIAN)


def _table(*, niquen: int = 30_000, san_fabian: int = 4_000) -> Books:
    books = Books().table(SAN_CARLOS)
    books.hears(joined(NIQUEN, niquen))
    books.hears(joined(SAN_FABIAN, san_fabian))
    return books


def test_who_lets_the_time_pass_is_named_with_a_code_of_its_own() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.called()
    books.declines(vacancy, NIQUEN)
    books.later(days=3)
    (silence,) = books.all(CallUnanswered)
    assert (silence.office, silence.code, silence.tier) == (SAN_FABIAN, SilenceReason.NO_ANSWER, 1)
    (ended,) = books.all(CallEnded)
    assert (ended.why, ended.answered, ended.invited) == (CallEnd.TIME_OVER, (NIQUEN,), (NIQUEN, SAN_FABIAN))


def test_a_call_that_all_have_answered_and_one_whose_vacancy_ends_say_so() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.called()
    books.declines(vacancy, NIQUEN)
    books.declines(vacancy, SAN_FABIAN)
    other = books.called()
    books.hears(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=other, why=CloseReason.EMPLOYER_CHANGED_MIND))
    assert [fact.why for fact in books.all(CallEnded)] == [CallEnd.ALL_ANSWERED, CallEnd.VACANCY_OVER]
    assert not books.all(CallUnanswered), "nobody is blamed for a call that ended before its time"


def test_an_office_with_its_hands_full_is_asked_after_the_others_of_its_ring() -> None:
    books = Books().table(*PUNILLA)
    for _ in range(12):
        books.declines(books.called(), SAN_FABIAN)
    books.said.clear()
    books.called()
    assert books.all(VacancyUnfilled)[0].invited == (SAN_FABIAN,), "Ñiquén has twelve calls in hand"


def test_seats_are_kept_for_the_small_office_that_is_still_looking() -> None:
    books = _table()
    vacancy = books.called(seats=8)
    books.offers(vacancy, NIQUEN, *(f"n{n}" for n in range(10)), score=900)
    assert len(books.all(SeatLeased)) == 6, "a quarter of eight is kept"
    books.offers(vacancy, SAN_FABIAN, "f1", "f2", score=300)
    assert {x.candidate_commune for x in books.all(SeatLeased)[6:]} == {NIQUEN}, "what is left goes by merit again"


def test_what_was_kept_is_released_before_the_answer_is_due() -> None:
    books = _table()
    vacancy = books.called(seats=8)
    books.offers(vacancy, NIQUEN, *(f"n{n}" for n in range(10)))
    call = books.vacancy(vacancy).call
    assert call is not None
    assert call.quota_until is not None
    assert call.quota_until < call.answer_by
    books.later(seconds=(call.quota_until - books.now).total_seconds())
    assert len(books.all(SeatLeased)) == 8


def test_among_small_offices_only_nothing_is_decided_before_all_have_answered() -> None:
    books = _table(niquen=11_000)
    vacancy = books.called(seats=8)
    books.offers(vacancy, NIQUEN, "n1")
    assert not books.all(SeatLeased)


def test_silence_is_not_blamed_on_an_office_while_our_own_bus_was_away() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.called()
    call = books.vacancy(vacancy).call
    assert call is not None
    books.aggregates.apply([Outage(books.now + timedelta(hours=1), books.now + timedelta(hours=3))])
    books.later(seconds=(call.answer_by - books.now).total_seconds())
    (extended,) = books.all(CallExtended)
    assert (extended.code, extended.down_minutes) == (SilenceReason.BUS_DOWN, 120)
    assert not books.all(CallUnanswered)
    books.later(days=1)
    assert len(books.all(CallUnanswered)) == 2, "the lost time was given once, and is over"


def test_while_the_heartbeat_is_overdue_nobody_is_judged() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.called()
    call = books.vacancy(vacancy).call
    assert call is not None
    books.aggregates.apply([Heartbeat(books.now, books.now)])
    books.later(seconds=(call.answer_by - books.now).total_seconds())
    assert not books.all(CallEnded)
    books.hears(PulseReturned(pulse_id="p", sent_at=books.now))
    books.later(minutes=15)
    assert books.all(CallExtended), "the heartbeat that came back measured the outage"
    assert not books.all(CallUnanswered)


def test_who_holds_a_copy_acknowledges_what_changed() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.called()
    books.hears(VacancyAmend(commune=SAN_CARLOS, vacancy_id=vacancy, seats=5))
    assert books.all(VacancyAmended)[0].revision == 2
    books.hears(CopyAcknowledged(vacancy_id=vacancy, commune=NIQUEN, revision=2))
    books.hears(CopyAcknowledged(vacancy_id=vacancy, commune=NIQUEN, revision=1), "late")
    known = {holder.commune: holder.revision for holder in books.aggregates.all(CopyHolder)}
    assert known == {SAN_CARLOS: 1, NIQUEN: 2, SAN_FABIAN: 1}
    books.hears(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=vacancy, why=CloseReason.CONDITIONS_CHANGED))
    assert books.all(VacancyClosed)[0].revision == 3


def test_the_shape_of_a_post_gives_a_folio_one_can_say_on_the_telephone() -> None:
    books = Books().table(*PUNILLA)
    made = [books.hears(VacancyPost(**{**post().model_dump(), "commune": cut})) for cut in (SAN_CARLOS, NIQUEN)]
    again = books.hears(post())
    assert [m["folio"] for m in (*made, again)] == ["SC-2026-0001", "NIQ-2026-0001", "SC-2026-0002"]


def test_nobody_is_blamed_for_seats_that_were_gone_before_their_time_was_over() -> None:
    books = _table()
    vacancy = books.called(seats=8)
    books.offers(vacancy, NIQUEN, *(f"n{n}" for n in range(10)))
    call = books.vacancy(vacancy).call
    assert call is not None
    assert call.quota_until is not None
    books.later(seconds=(call.quota_until - books.now).total_seconds())
    books.later(days=3)
    assert [fact.why for fact in books.all(CallEnded)] == [CallEnd.SEATS_COVERED]
    assert not books.all(CallUnanswered), "San Fabián was still looking when the last seat was given"


def test_a_commune_that_leaves_has_not_answered() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.called()
    books.hears(CommuneLeft(commune=SAN_FABIAN, name="San Fabián"))
    books.declines(vacancy, NIQUEN)
    (ended,) = books.all(CallEnded)
    assert (ended.invited, ended.answered) == ((NIQUEN,), (NIQUEN,))


def test_more_seats_are_called_for_as_what_they_are() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.called(seats=1)
    books.offers(vacancy, NIQUEN, "a")
    books.offers(vacancy, SAN_FABIAN, "b")
    books.hears(joined(CURICO))
    books.said.clear()
    books.hears(VacancyAmend(commune=SAN_CARLOS, vacancy_id=vacancy, seats=4))
    assert books.all(VacancyUnfilled)[0].reason is UnfilledReason.SEATS_ADDED


def test_only_who_was_given_a_copy_acknowledges_one() -> None:
    books = Books().table(*PUNILLA, CURICO)
    vacancy = books.called()
    stranger = VacancyAcknowledge(commune=CURICO, vacancy_id=vacancy, revision=1)
    assert books.rejects(stranger) == "no_copy"
    books.hears(VacancyAcknowledge(commune=NIQUEN, vacancy_id=vacancy, revision=1))


def test_what_only_the_books_can_know_is_no_reason_of_an_officer() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.posts(seats=1)
    books.offers(vacancy, SAN_CARLOS, "ana")
    release = SeatRelease(**books.lease(vacancy), why=ReleaseReason.EXPIRED)
    withdraw = VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=vacancy, why=CloseReason.VALIDITY_OVER)
    unfilled = VacancyDeclareUnfilled(commune=SAN_CARLOS, vacancy_id=vacancy, why=UnfilledReason.WINDOW_OVER)
    assert {books.rejects(asked) for asked in (release, withdraw, unfilled)} == {"not_an_officers_reason"}


def test_a_closing_names_so_many_of_those_who_waited_as_a_record_can_hold() -> None:
    books = Books().table(*PUNILLA)
    vacancy = books.posts(seats=1)
    books.aggregates.apply([replace(books.vacancy(vacancy), waiting=tuple(_waiting(n) for n in range(5000)))])
    books.hears(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=vacancy, why=CloseReason.FILLED_OUTSIDE))
    (closed,) = books.all(VacancyClosed)
    assert (len(closed.passed_over), closed.passed_over_more) == (4000, 1000)
    assert len(closed.model_dump_json()) < 900_000


def _waiting(n: int) -> QueueEntry:
    return QueueEntry(f"c-{n:024}", NIQUEN, "o", 1, 500, 30)
