"""What events hears from others, and the table of all that it hears."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.events import commands
from services.events.model import Fair, Member, Stranded, put_on_list
from shared.bus.work import NOTHING, Handler, Outcome, Tick, Work
from shared.contracts.communes import CommuneChanged, CommuneFact, CommuneJoined, CommuneLeft
from shared.contracts.envelope import Envelope
from shared.contracts.intake import FairSchedule
from shared.contracts.vacancies import (
    SeatLeased,
    SeatReleased,
    VacancyAmended,
    VacancyClosed,
    VacancyFilled,
    VacancyUnfilled,
)


def on_commune(work: Work, said: Envelope[CommuneFact], now: datetime) -> Outcome:
    return Outcome((Member(said.data.commune, said.data.name, True),))


def on_commune_left(work: Work, said: Envelope[CommuneLeft], now: datetime) -> Outcome:
    return Outcome((Member(said.data.commune, said.data.name, False),))


def on_unfilled(work: Work, said: Envelope[VacancyUnfilled], now: datetime) -> Outcome:
    """At the end of the network a vacancy goes to the next fair; called again, it leaves the list."""
    fact = said.data
    known = work.get(Stranded, fact.vacancy_id)
    if not fact.exhausted:
        return NOTHING if known is None or known.gone else _leaves(known)
    fresh = Stranded(fact.vacancy_id, fact.commune, fact.profile.title, fact.seats_left, fact.valid_through)
    stays = known is not None and not known.gone
    standing = replace(fresh, fair_id=known.fair_id if known and stays else None)
    after, facts = put_on_list(standing, work.all(Fair), now)
    return Outcome((after,), facts)


def on_amended(work: Work, said: Envelope[VacancyAmended], now: datetime) -> Outcome:
    """Other seats to fill; one that no longer stands when its fair begins goes to an earlier one, or waits."""
    known = work.get(Stranded, said.data.vacancy_id)
    if known is None or known.gone:
        return NOTHING
    fact = said.data
    left = known.seats_left if fact.seats_left is None else fact.seats_left
    if left == 0:
        return _leaves(known)
    amended = replace(known, title=fact.profile.title, valid_through=fact.valid_through, seats_left=left)
    after, facts = put_on_list(amended, work.all(Fair), now)
    return Outcome((after,), facts)


def on_leased(work: Work, said: Envelope[SeatLeased], now: datetime) -> Outcome:
    """A seat less to fill at the fair; with the last one the vacancy leaves the list."""
    known = work.get(Stranded, said.data.vacancy_id)
    if known is None or known.gone:
        return NOTHING
    left = replace(known, seats_left=known.seats_left - 1)
    return Outcome((left,)) if left.seats_left > 0 else _leaves(left)


def on_released(work: Work, said: Envelope[SeatReleased], now: datetime) -> Outcome:
    known = work.get(Stranded, said.data.vacancy_id)
    if known is None or known.gone:
        return NOTHING
    return Outcome((replace(known, seats_left=known.seats_left + 1),))


def on_over(work: Work, said: Envelope[VacancyFilled | VacancyClosed], now: datetime) -> Outcome:
    known = work.get(Stranded, said.data.vacancy_id)
    return NOTHING if known is None or known.gone else _leaves(known)


def _leaves(vacancy: Stranded) -> Outcome:
    return Outcome((replace(vacancy, gone=True, fair_id=None),))


HEARS: Mapping[type, Handler] = {
    CommuneJoined: on_commune,
    CommuneChanged: on_commune,
    CommuneLeft: on_commune_left,
    VacancyUnfilled: on_unfilled,
    VacancyAmended: on_amended,
    SeatLeased: on_leased,
    SeatReleased: on_released,
    VacancyFilled: on_over,
    VacancyClosed: on_over,
    FairSchedule: commands.schedule_fair,
    Tick: commands.look_at_clock,
}
