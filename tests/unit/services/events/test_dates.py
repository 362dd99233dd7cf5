"""A date that offices agree on: options, votes, quorum, silence."""

from datetime import timedelta

import pytest

from services.events.model.activities import Activity
from services.events.model.dates import DateProposal
from shared.contracts import intake
from shared.contracts.agenda import ActivityKind, DateFixed, DateLapsed, DateVoted, Lapse, MeetingScheduled
from tests.unit.services.events.mothers import NIQUEN, SAN_CARLOS, SAN_FABIAN, EventsInMemory, fair, time


def option(days: float, **more: object) -> intake.OptionAsked:
    return intake.OptionAsked(**{"commune": NIQUEN, "place": "Sala", **time(days), **more})


def proposed(events: EventsInMemory, *options: intake.OptionAsked, **more: object) -> str:
    asked = {"kind": ActivityKind.MEETING, "title": "Reunión", "invited": (NIQUEN, SAN_FABIAN), "answer_hours": 8.0}
    options = options or (option(10), option(11), option(12))
    request = intake.DatePropose(**{"commune": SAN_CARLOS, "options": options, **asked, **more})
    return events.handles(request)["proposal_id"]


def vote(events: EventsInMemory, proposal_id: str, commune: str, *yes: int, if_needed: tuple[int, ...] = ()) -> None:
    events.handles(intake.DateVote(commune=commune, proposal_id=proposal_id, yes=yes, if_needed=if_needed))


def test_the_option_that_most_can_come_to_is_fixed_then_the_one_that_suits_most() -> None:
    events = EventsInMemory()
    proposal = proposed(events)
    vote(events, proposal, NIQUEN, 1, if_needed=(2, 3))
    vote(events, proposal, SAN_FABIAN, 3, if_needed=(2,))
    assert events.said(DateFixed) == [], "a vote locks no agenda: the clock settles it"
    events.ticks()
    (fixed,) = events.said(DateFixed)
    assert fixed.option.starts_at == option(12).starts_at, "both can come to 2 and 3; 3 suits one of them"
    assert (fixed.yes, fixed.if_needed, fixed.no, fixed.silent) == ((SAN_FABIAN,), (NIQUEN,), (), ())
    (held,) = events.said(MeetingScheduled)
    assert (held.activity_id, held.commune, set(held.invited)) == (fixed.activity_id, NIQUEN, {SAN_CARLOS, SAN_FABIAN})


def test_the_last_answer_counts() -> None:
    events = EventsInMemory()
    proposal = proposed(events)
    vote(events, proposal, NIQUEN, 1)
    vote(events, proposal, NIQUEN, 2)
    vote(events, proposal, NIQUEN, 2)
    assert [fact.yes for fact in events.said(DateVoted)] == [(1,), (2,)], "said again, it is no news"


def test_silence_is_stated_and_who_was_silent_may_still_come() -> None:
    events = EventsInMemory()
    proposal = proposed(events, quorum=1)
    vote(events, proposal, NIQUEN, 2)
    known = events.books.get(DateProposal, proposal)
    assert known is not None
    assert known.answer_by == events.now + timedelta(hours=8), "eight working hours of a Monday that begins at nine"
    events.now = known.answer_by
    events.ticks()
    (fixed,) = events.said(DateFixed)
    assert (fixed.yes, fixed.silent) == ((NIQUEN,), (SAN_FABIAN,))
    assert SAN_FABIAN in events.said(MeetingScheduled)[0].invited


def test_without_a_quorum_it_lapses() -> None:
    events = EventsInMemory()
    proposal = proposed(events)
    vote(events, proposal, NIQUEN, 1)
    vote(events, proposal, SAN_FABIAN)
    events.ticks()
    (lapsed,) = events.said(DateLapsed)
    assert lapsed.why is Lapse.NO_QUORUM
    late = intake.DateVote(commune=NIQUEN, proposal_id=proposal, yes=(1,))
    assert events.faults(late) == [("stale_date", "proposal_id")]


def test_an_option_whose_venue_was_taken_meanwhile_is_passed_over() -> None:
    events = EventsInMemory()
    hall = {"name": "Salón", "place": "Calle 1", "kind": "hall", "capacity": 50}
    venue = events.handles(intake.VenueRegister(commune=NIQUEN, **hall))["venue_id"]
    proposal = proposed(events, option(10, venue_id=venue), option(11))
    vote(events, proposal, NIQUEN, 1, 2)
    vote(events, proposal, SAN_FABIAN, 1, 2)
    events.handles(fair(NIQUEN, 10, venue_id=venue))
    events.ticks()
    assert events.said(DateFixed)[0].option.starts_at == option(11).starts_at


def test_if_all_options_were_taken_meanwhile_it_says_so() -> None:
    events = EventsInMemory()
    proposal = proposed(events, option(1), answer_hours=30.0)
    vote(events, proposal, NIQUEN, 1)
    events.now += timedelta(days=2)
    vote(events, proposal, SAN_FABIAN, 1)
    events.ticks()
    assert events.said(DateLapsed)[0].why is Lapse.TAKEN
    assert not events.books.all(Activity)


@pytest.mark.parametrize(("asked", "wanted"), [
    ({"invited": (SAN_CARLOS,)}, [("nobody_invited", "invited")]),
    ({"quorum": 3}, [("quorum_too_high", "quorum")]),
    ({"invited": (NIQUEN, "13101")}, [("unknown_commune", "invited.1")]),
    ({"options": (option(10), option(-1), option(10, venue_id="v"))},
     [("starts_in_the_past", "options.1.starts_at"), ("unknown_venue", "options.2.venue_id")]),
])  # fmt: skip
def test_every_fault_of_a_proposal_is_said(asked: dict[str, object], wanted: list[tuple[str, str]]) -> None:
    about = {"commune": SAN_CARLOS, "kind": ActivityKind.MEETING, "title": "R", "invited": (NIQUEN, SAN_FABIAN)}
    request = intake.DatePropose(**{**about, "options": (option(10),), **asked})
    assert EventsInMemory().faults(request) == wanted


def test_every_fault_of_a_vote_is_said() -> None:
    events = EventsInMemory()
    proposal = proposed(events, option(10), option(11))
    wrong = intake.DateVote(commune=NIQUEN, proposal_id=proposal, yes=(1, 3), if_needed=(1,))
    assert events.faults(wrong) == [("unknown_option", "yes.1"), ("said_twice", "if_needed.0")]
    uninvited = intake.DateVote(commune=SAN_CARLOS, proposal_id=proposal, yes=(1,))
    assert events.faults(uninvited) == [("not_invited", "commune")]
