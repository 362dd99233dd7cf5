"""Fairs, and what the network could not fill."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.events.handlers import HANDLERS
from services.events.model.activities import Activity
from services.events.model.listing import UnfilledVacancy
from shared.contracts.agenda import FairListed, FairScheduled
from shared.contracts.communes import CommuneJoined
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.intake import FairSchedule
from shared.contracts.reasons import UnfilledReason
from shared.contracts.vacancies import Profile, SeatLeased, VacancyFilled, VacancyUnfilled
from shared.messaging.decisions import LoadedAggregates, Rejected, TimerFired

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
SAN_CARLOS, NIQUEN = "16301", "16303"


class Agenda:
    """The core with a memory."""

    def __init__(self) -> None:
        self.work, self.n, self.now = LoadedAggregates(), 0, NOW
        self.handles(CommuneJoined(commune=NIQUEN, name="Ñiquén"))

    def handles(self, data: Any, identity: str = "") -> tuple[Fact, ...]:
        self.n += 1
        one = identity or f"m{self.n}"
        said: Envelope[Any] = Envelope(one, "/test", data.WIRE, self.now, data.subject, one, None, None, data)
        outcome = HANDLERS[type(data)](self.work, said, self.now)
        self.work.apply(outcome.changed)
        return outcome.facts

    def fair(self, days: int) -> str:
        starts = NOW + timedelta(days=days)
        asked = FairSchedule(
            commune=NIQUEN, title="Feria", place="Plaza", starts_at=starts, ends_at=starts + timedelta(hours=5)
        )
        return next(f.fair_id for f in self.handles(asked) if isinstance(f, FairScheduled))

    def stranded(self) -> UnfilledVacancy:
        (one,) = self.work.all(UnfilledVacancy)
        return one


def exhausted(seats: int = 2, valid_days: int = 30, invited: tuple[str, ...] = ()) -> VacancyUnfilled:
    return VacancyUnfilled(
        vacancy_id="v1",
        commune=SAN_CARLOS,
        tier=1,
        invited=invited,
        exhausted=not invited,
        seats_left=seats,
        reason=UnfilledReason.WINDOW_OVER,
        profile=Profile(title="Cosechero/a", employer="Agrícola"),
        valid_through=NOW + timedelta(days=valid_days),
    )


def leased(seat: int) -> SeatLeased:
    return SeatLeased(
        vacancy_id="v1",
        commune=SAN_CARLOS,
        lease_id=f"v1.{seat}",
        fence=seat,
        seat=seat,
        candidate_ref=f"p{seat}",
        candidate_commune=NIQUEN,
        title="Cosechero/a",
        offer_id="o",
        expires_at=NOW,
    )


def test_the_end_of_the_network_is_the_next_fair() -> None:
    agenda = Agenda()
    agenda.fair(days=20)
    soon = agenda.fair(days=10)
    (listed,) = agenda.handles(exhausted())
    assert isinstance(listed, FairListed)
    assert (listed.fair_id, listed.seats_left) == (soon, 2)


def test_what_waits_is_taken_up_by_a_fair_that_is_planned_later() -> None:
    agenda = Agenda()
    assert agenda.handles(exhausted()) == ()
    fair = agenda.fair(days=10)
    assert agenda.stranded().fair_id == fair


def test_a_fair_after_the_vacancys_end_is_no_help() -> None:
    agenda = Agenda()
    agenda.fair(days=10)
    assert agenda.handles(exhausted(valid_days=5)) == ()


def test_an_earlier_fair_takes_it_over() -> None:
    agenda = Agenda()
    agenda.fair(days=20)
    agenda.handles(exhausted())
    sooner = agenda.fair(days=3)
    assert agenda.stranded().fair_id == sooner


def test_when_a_fair_is_over_what_is_still_open_goes_to_the_next() -> None:
    agenda = Agenda()
    first, second = agenda.fair(days=3), agenda.fair(days=9)
    agenda.handles(exhausted())
    agenda.now = NOW + timedelta(days=3, hours=5)
    (listed,) = agenda.handles(TimerFired(Activity.__name__, first, agenda.now))
    assert isinstance(listed, FairListed)
    assert listed.fair_id == second


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param(exhausted(invited=(NIQUEN,)), id="called again"),
        pytest.param(
            VacancyFilled(vacancy_id="v1", commune=SAN_CARLOS, title="x", seats=2, by={SAN_CARLOS: 2}), id="filled"
        ),
    ],
)
def test_what_is_no_longer_stranded_leaves_the_list(fact: Fact) -> None:
    agenda = Agenda()
    agenda.fair(days=3)
    agenda.handles(exhausted())
    agenda.handles(fact)
    assert agenda.stranded().gone
    assert agenda.stranded().fair_id is None


def test_seats_given_meanwhile_leave_the_list_and_the_last_one_takes_the_vacancy_with_it() -> None:
    agenda = Agenda()
    agenda.handles(exhausted(seats=2))
    agenda.handles(leased(1))
    assert agenda.stranded().seats_left == 1
    agenda.handles(leased(2))
    assert agenda.stranded().gone


def test_too_early_a_seat_of_what_is_not_known_changes_nothing() -> None:
    agenda = Agenda()
    assert agenda.handles(leased(1)) == ()
    assert not agenda.work.all(UnfilledVacancy)


@pytest.mark.parametrize(
    ("commune", "days", "code"), [(SAN_CARLOS, 3, "commune_not_in_mesa"), (NIQUEN, -1, "starts_in_the_past")]
)
def test_a_fair_that_cannot_be_is_rejected_with_its_reason(commune: str, days: int, code: str) -> None:
    starts = NOW + timedelta(days=days)
    asked = FairSchedule(
        commune=commune, title="Feria", place="Plaza", starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    with pytest.raises(Rejected) as no:
        Agenda().handles(asked)
    assert no.value.faults[0].code == code
