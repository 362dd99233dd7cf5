"""The call in full: capacity, quota, silence, outages of our own bus, and that every call ends in a stated outcome."""

from dataclasses import replace
from datetime import timedelta

from services.vacancies.model.acknowledgements import CopyHolder
from services.vacancies.model.heartbeat import Heartbeat, Outage
from services.vacancies.model.vacancy import Call, QueueEntry
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
from tests.unit.services.vacancies.mothers import (
    CURICO,
    NIQUEN,
    SAN_CARLOS,
    SAN_FABIAN,
    VacanciesInMemory,
    joined,
    post,
)

PUNILLA = (SAN_CARLOS, NIQUEN, SAN_FABIAN)


def _table(*, niquen: int = 30_000, san_fabian: int = 4_000) -> VacanciesInMemory:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    mesa.handles(joined(NIQUEN, niquen))
    mesa.handles(joined(SAN_FABIAN, san_fabian))
    return mesa


def test_who_lets_the_time_pass_is_named_with_a_code_of_its_own() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.called()
    mesa.declines(vacancy, NIQUEN)
    mesa.later(days=3)
    (silence,) = mesa.all(CallUnanswered)
    assert (silence.office, silence.code, silence.tier) == (SAN_FABIAN, SilenceReason.NO_ANSWER, 1)
    (ended,) = mesa.all(CallEnded)
    assert (ended.why, ended.answered, ended.invited) == (CallEnd.TIME_OVER, (NIQUEN,), (NIQUEN, SAN_FABIAN))


def test_a_call_that_all_have_answered_and_one_whose_vacancy_ends_say_so() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.called()
    mesa.declines(vacancy, NIQUEN)
    mesa.declines(vacancy, SAN_FABIAN)
    other = mesa.called()
    mesa.handles(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=other, why=CloseReason.EMPLOYER_CHANGED_MIND))
    assert [fact.why for fact in mesa.all(CallEnded)] == [CallEnd.ALL_ANSWERED, CallEnd.VACANCY_OVER]
    assert not mesa.all(CallUnanswered), "nobody is blamed for a call that ended before its time"


def test_an_office_with_its_hands_full_is_asked_after_the_others_of_its_ring() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    for _ in range(12):
        mesa.declines(mesa.called(), SAN_FABIAN)
    mesa.said.clear()
    mesa.called()
    assert mesa.all(VacancyUnfilled)[0].invited == (SAN_FABIAN,), "Ñiquén has twelve calls in hand"


def test_seats_are_kept_for_the_small_office_that_is_still_looking() -> None:
    mesa = _table()
    vacancy = mesa.called(seats=8)
    mesa.offers(vacancy, NIQUEN, *(f"n{n}" for n in range(10)), score=900)
    assert len(mesa.all(SeatLeased)) == 6, "a quarter of eight is kept"
    mesa.offers(vacancy, SAN_FABIAN, "f1", "f2", score=300)
    assert {x.candidate_commune for x in mesa.all(SeatLeased)[6:]} == {NIQUEN}, "what is left goes by merit again"


def test_what_was_kept_is_released_before_the_answer_is_due() -> None:
    mesa = _table()
    vacancy = mesa.called(seats=8)
    mesa.offers(vacancy, NIQUEN, *(f"n{n}" for n in range(10)))
    call = mesa.vacancy(vacancy).call
    assert call is not None
    assert call.quota_until is not None
    assert call.quota_until < call.answer_by
    mesa.later(seconds=(call.quota_until - mesa.now).total_seconds())
    assert len(mesa.all(SeatLeased)) == 8


def test_among_small_offices_only_nothing_is_decided_before_all_have_answered() -> None:
    mesa = _table(niquen=11_000)
    vacancy = mesa.called(seats=8)
    mesa.offers(vacancy, NIQUEN, "n1")
    assert not mesa.all(SeatLeased)


def test_silence_is_not_blamed_on_an_office_while_our_own_bus_was_away() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.called()
    call = mesa.vacancy(vacancy).call
    assert call is not None
    mesa.aggregates.apply([Outage(mesa.now + timedelta(hours=1), mesa.now + timedelta(hours=3))])
    mesa.later(seconds=(call.answer_by - mesa.now).total_seconds())
    (extended,) = mesa.all(CallExtended)
    assert (extended.code, extended.down_minutes) == (SilenceReason.BUS_DOWN, 120)
    assert not mesa.all(CallUnanswered)
    mesa.later(days=1)
    assert len(mesa.all(CallUnanswered)) == 2, "the lost time was given once, and is over"


def test_while_the_heartbeat_is_overdue_nobody_is_judged() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.called()
    call = mesa.vacancy(vacancy).call
    assert call is not None
    mesa.aggregates.apply([Heartbeat(mesa.now, mesa.now)])
    mesa.later(seconds=(call.answer_by - mesa.now).total_seconds())
    assert not mesa.all(CallEnded)
    mesa.handles(PulseReturned(pulse_id="p", sent_at=mesa.now))
    mesa.later(minutes=15)
    assert mesa.all(CallExtended), "the heartbeat that came back measured the outage"
    assert not mesa.all(CallUnanswered)


def test_who_holds_a_copy_acknowledges_what_changed() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.called()
    mesa.handles(VacancyAmend(commune=SAN_CARLOS, vacancy_id=vacancy, seats=5))
    assert mesa.all(VacancyAmended)[0].revision == 2
    mesa.handles(CopyAcknowledged(vacancy_id=vacancy, commune=NIQUEN, revision=2))
    mesa.handles(CopyAcknowledged(vacancy_id=vacancy, commune=NIQUEN, revision=1), "late")
    known = {holder.commune: holder.revision for holder in mesa.aggregates.all(CopyHolder)}
    assert known == {SAN_CARLOS: 1, NIQUEN: 2, SAN_FABIAN: 0}, "who was only called has acknowledged nothing"
    mesa.handles(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=vacancy, why=CloseReason.CONDITIONS_CHANGED))
    assert mesa.all(VacancyClosed)[0].revision == 3


def test_the_shape_of_a_post_gives_a_folio_one_can_say_on_the_telephone() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    made = [mesa.handles(VacancyPost(**{**post().model_dump(), "commune": cut})) for cut in (SAN_CARLOS, NIQUEN)]
    again = mesa.handles(post())
    assert [m["folio"] for m in (*made, again)] == ["SC-2026-0001", "NIQ-2026-0001", "SC-2026-0002"]


def test_nobody_is_blamed_for_seats_that_were_gone_before_their_time_was_over() -> None:
    mesa = _table()
    vacancy = mesa.called(seats=8)
    mesa.offers(vacancy, NIQUEN, *(f"n{n}" for n in range(10)))
    call = mesa.vacancy(vacancy).call
    assert call is not None
    assert call.quota_until is not None
    mesa.later(seconds=(call.quota_until - mesa.now).total_seconds())
    mesa.later(days=3)
    assert [fact.why for fact in mesa.all(CallEnded)] == [CallEnd.SEATS_COVERED]
    assert not mesa.all(CallUnanswered), "San Fabián was still looking when the last seat was given"


def test_a_commune_that_leaves_has_not_answered() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.called()
    mesa.handles(CommuneLeft(commune=SAN_FABIAN, name="San Fabián"))
    mesa.declines(vacancy, NIQUEN)
    (ended,) = mesa.all(CallEnded)
    assert (ended.invited, ended.answered) == ((NIQUEN,), (NIQUEN,))


def test_more_seats_are_called_for_as_what_they_are() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.called(seats=1)
    mesa.offers(vacancy, NIQUEN, "a")
    mesa.offers(vacancy, SAN_FABIAN, "b")
    mesa.handles(joined(CURICO))
    mesa.said.clear()
    mesa.handles(VacancyAmend(commune=SAN_CARLOS, vacancy_id=vacancy, seats=4))
    assert mesa.all(VacancyUnfilled)[0].reason is UnfilledReason.SEATS_ADDED


def test_only_who_was_given_a_copy_acknowledges_one() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA, CURICO)
    vacancy = mesa.called()
    stranger = VacancyAcknowledge(commune=CURICO, vacancy_id=vacancy, revision=1)
    assert mesa.rejects(stranger) == "no_copy"
    mesa.handles(VacancyAcknowledge(commune=NIQUEN, vacancy_id=vacancy, revision=1))


def test_what_only_the_books_can_know_is_no_reason_of_an_officer() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.posts(seats=1)
    mesa.offers(vacancy, SAN_CARLOS, "ana")
    release = SeatRelease(**mesa.lease(vacancy), why=ReleaseReason.EXPIRED)
    withdraw = VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=vacancy, why=CloseReason.VALIDITY_OVER)
    unfilled = VacancyDeclareUnfilled(commune=SAN_CARLOS, vacancy_id=vacancy, why=UnfilledReason.WINDOW_OVER)
    assert {mesa.rejects(asked) for asked in (release, withdraw, unfilled)} == {"not_an_officers_reason"}


def test_a_closing_names_so_many_of_those_who_waited_as_a_record_can_hold() -> None:
    mesa = VacanciesInMemory().table(*PUNILLA)
    vacancy = mesa.posts(seats=1)
    mesa.aggregates.apply([replace(mesa.vacancy(vacancy), waiting=tuple(_waiting(n) for n in range(5000)))])
    mesa.handles(VacancyWithdraw(commune=SAN_CARLOS, vacancy_id=vacancy, why=CloseReason.FILLED_OUTSIDE))
    (closed,) = mesa.all(VacancyClosed)
    assert (len(closed.passed_over), closed.passed_over_more) == (4000, 1000)
    assert len(closed.model_dump_json()) < 900_000


def _waiting(n: int) -> QueueEntry:
    return QueueEntry(f"c-{n:024}", NIQUEN, "o", 1, 500, 30)


def test_a_newcomer_is_asked_for_what_is_left_and_nobody_waits_longer() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    vacancy = mesa.called()
    until = _call(mesa, vacancy).answer_by
    mesa.later(hours=3)
    mesa.handles(joined(SAN_FABIAN))
    assert mesa.all(VacancyUnfilled)[-1].answer_by == _call(mesa, vacancy).answer_by == until
    mesa.declines(vacancy, NIQUEN)
    assert not mesa.all(CallEnded), "the newcomer has the time that is left"
    mesa.later(seconds=(until - mesa.now).total_seconds())
    (ended,) = mesa.all(CallEnded)
    assert (ended.why, ended.invited, ended.answered) == (CallEnd.TIME_OVER, (NIQUEN, SAN_FABIAN), (NIQUEN,))
    assert not mesa.all(CallUnanswered), "it never had the whole time, so that nothing is said of its silence"
    assert mesa.all(VacancyUnfilled)[-1].silent == ()


def test_a_newcomer_does_not_stop_a_call_from_settling() -> None:
    mesa, vacancy = _settling()
    before = _call(mesa, vacancy)
    mesa.handles(joined(SAN_FABIAN))
    after = _call(mesa, vacancy)
    assert (after.answer_by, after.settle_until, after.silent) == (before.answer_by, before.settle_until, ())
    assert mesa.all(VacancyUnfilled)[-1].answer_by == before.settle_until
    mesa.later(minutes=5)
    assert [x.candidate_ref for x in mesa.all(SeatLeased)] == ["a"], "decided when it would have been without it"
    assert not mesa.all(CallUnanswered)


def test_what_a_newcomer_offers_while_a_call_settles_counts() -> None:
    mesa, vacancy = _settling()
    mesa.handles(joined(SAN_FABIAN))
    mesa.offers(vacancy, SAN_FABIAN, "better", score=900)
    assert not mesa.all(SeatLeased), "the others are not decided earlier either"
    mesa.later(minutes=5)
    assert [x.candidate_ref for x in mesa.all(SeatLeased)] == ["better"]
    assert mesa.all(CallEnded)[0].answered == (NIQUEN, SAN_FABIAN)


def test_a_newcomer_after_the_time_of_a_call_is_not_told_a_time_that_is_over() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    vacancy = mesa.called()
    mesa.now = _call(mesa, vacancy).answer_by
    mesa.handles(joined(SAN_FABIAN))
    assert mesa.all(VacancyUnfilled)[-1].answer_by is None
    mesa.later(seconds=0)
    assert [fact.office for fact in mesa.all(CallUnanswered)] == [NIQUEN]


def test_no_time_is_given_back_and_no_seat_kept_for_a_newcomer() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    mesa.handles(joined(NIQUEN, 30_000))
    mesa.handles(joined(SAN_FABIAN, 4_000))
    vacancy = mesa.called(seats=8)
    mesa.handles(joined(CURICO, 150_000))
    mesa.offers(vacancy, NIQUEN, *(f"n{n}" for n in range(10)))
    assert len(mesa.all(SeatLeased)) == 6, "the large newcomer keeps nobody waiting for the seats beyond the quota"
    mesa.declines(vacancy, SAN_FABIAN)
    until = _call(mesa, vacancy).answer_by
    mesa.aggregates.apply([Outage(mesa.now + timedelta(hours=1), mesa.now + timedelta(hours=3))])
    mesa.later(seconds=(until - mesa.now).total_seconds())
    assert not mesa.all(CallExtended)
    assert [fact.answer_by for fact in mesa.all(CallEnded)] == [until]


def test_a_newcomer_has_a_call_of_its_own_where_none_is_out() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    vacancy = mesa.called()
    mesa.later(days=3)
    mesa.handles(joined(NIQUEN))
    own = _call(mesa, vacancy)
    assert (own.invited, own.joined, own.called_at) == ((NIQUEN,), (), mesa.now)
    mesa.later(days=3)
    assert [fact.office for fact in mesa.all(CallUnanswered)] == [NIQUEN], "it had its whole time"


def _call(mesa: VacanciesInMemory, vacancy: str) -> Call:
    call = mesa.vacancy(vacancy).call
    assert call is not None
    return call


def _settling() -> tuple[VacanciesInMemory, str]:
    """A call that all have answered, and that waits for a rival call which Ñiquén has not answered."""
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    mesa.called(seats=1)
    vacancy = mesa.called(seats=1)
    mesa.offers(vacancy, NIQUEN, "a")
    assert _call(mesa, vacancy).settle_until == mesa.now + timedelta(minutes=5)
    return mesa, vacancy
