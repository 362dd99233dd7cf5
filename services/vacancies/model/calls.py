"""The call to the neighbours: nearest communes first, across regional borders, then wider, then END."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.vacancies.model.seats import Step
from services.vacancies.model.vacancy import ASKING, Call, Member, Stage, Vacancy
from shared.calendar import add_working_hours
from shared.contracts.communes import Windows
from shared.contracts.reasons import UnfilledReason
from shared.contracts.vacancies import VacancyUnfilled
from shared.contracts.vocabulary import Urgency

RINGS_KM = (45.0, 90.0, 150.0)
"""How far each tier reaches, town to town. The next tier is the smallest ring that has somebody not yet asked."""


@dataclass(frozen=True, slots=True)
class Table:
    """Who sits at the table, at one moment."""

    members: Mapping[str, Member]
    now: datetime

    def windows(self, commune: str) -> Windows:
        member = self.members.get(commune)
        return member.windows if member else Windows()

    def local_until(self, commune: str, urgency: Urgency, hours: float | None) -> datetime:
        """The end of the home commune's own time, in its working hours, shortened by urgency unless given."""
        wanted = self.windows(commune).local_hours * urgency.factor if hours is None else hours
        return add_working_hours(self.now, wanted, commune)

    def lease_until(self, commune: str) -> datetime:
        return add_working_hours(self.now, self.windows(commune).lease_hours, commune)

    def answer_by(self, invited: tuple[str, ...], urgency: Urgency) -> datetime:
        """When silence becomes an answer: each invited office has had its working hours."""
        return max(add_working_hours(self.now, self.windows(cut).answer_hours * urgency.factor, cut) for cut in invited)

    def next_ring(self, vacancy: Vacancy) -> tuple[str, ...]:
        """The nearest members not yet asked, nearest first; empty at the end of the network."""
        home = self.members.get(vacancy.commune)
        reach = home.km if home else {}
        left = [
            (reach[cut], cut)
            for cut, member in self.members.items()
            if member.at_table and cut in reach and cut != vacancy.commune and cut not in vacancy.asked
        ]
        for ring in RINGS_KM:
            inside = sorted(near for near in left if near[0] <= ring)
            if inside:
                return tuple(cut for _, cut in inside)
        return ()


def call_next(vacancy: Vacancy, table: Table, reason: UnfilledReason) -> Step:
    """Say what is unfilled: to the next tier, or that the network is exhausted."""
    silent = vacancy.call.silent if vacancy.call else ()
    invited = table.next_ring(vacancy)
    if not invited:
        after = replace(vacancy, stage=Stage.EXHAUSTED, tier=max(vacancy.tier, 1), call=None, reason=reason)
        return Step(after, (unfilled(after, (), silent),))
    call = Call(invited, (), table.answer_by(invited, vacancy.urgency))
    after = replace(
        vacancy,
        stage=Stage.CALLING,
        tier=vacancy.tier + 1,
        call=call,
        asked=vacancy.asked + invited,
        reason=reason,
    )
    return Step(after, (unfilled(after, invited, silent),))


def invite(vacancy: Vacancy, newcomer: Member, table: Table) -> Step:
    """Ask a commune that has just joined about what the neighbours are being asked now."""
    home = table.members.get(vacancy.commune)
    near = home is not None and newcomer.commune in home.km
    if vacancy.stage not in ASKING or not near or newcomer.commune in vacancy.asked or vacancy.open_seats <= 0:
        return Step(vacancy)
    invited = (newcomer.commune,)
    until = table.answer_by(invited, vacancy.urgency)
    before = vacancy.call or Call((), (), until)
    after = replace(
        vacancy,
        stage=Stage.CALLING,
        tier=vacancy.tier if vacancy.call else vacancy.tier + 1,
        call=replace(before, invited=before.invited + invited, answer_by=max(before.answer_by, until)),
        asked=vacancy.asked + invited,
        reason=UnfilledReason.COMMUNE_JOINED,
    )
    return Step(after, (unfilled(after, invited, ()),))


def answered(vacancy: Vacancy, commune: str) -> Vacancy:
    """Note that an invited commune has answered the call that is out."""
    call = vacancy.call
    if call is None or commune not in call.silent:
        return vacancy
    return replace(vacancy, call=replace(call, answered=(*call.answered, commune)))


def unfilled(vacancy: Vacancy, invited: tuple[str, ...], silent: tuple[str, ...]) -> VacancyUnfilled:
    return VacancyUnfilled(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        tier=vacancy.tier,
        invited=invited,
        silent=silent,
        exhausted=not invited,
        seats_left=vacancy.open_seats,
        reason=vacancy.reason or UnfilledReason.WINDOW_OVER,
        answer_by=vacancy.call.answer_by if vacancy.call and invited else None,
        profile=vacancy.profile,
        urgency=vacancy.urgency,
        valid_through=vacancy.valid_through,
    )


def default_validity(now: datetime) -> datetime:
    """A vacancy stands for 30 days if nobody says otherwise: a stated default, unverified."""
    return now + timedelta(days=30)
