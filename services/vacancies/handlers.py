"""What vacancies hears from others, and the table of all that it hears."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.vacancies import commands
from services.vacancies.model import flow, seats
from services.vacancies.model.calls import answered, call_next, invite
from services.vacancies.model.vacancy import ASKING, OVER, LeaseState, Member, Stage, Vacancy, Waiting
from services.vacancies.table import free_in, outcome, table_of
from shared.bus.work import NOTHING, Aggregate, Handler, Outcome, Tick, Work
from shared.contracts import intake
from shared.contracts.communes import CommuneChanged, CommuneFact, CommuneJoined, CommuneLeft
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.matching import OfferDeclined, OfferMade, OfferWithdrawn
from shared.contracts.reasons import OfferWithdrawnReason, ReleaseReason, UnfilledReason
from shared.contracts.vocabulary import Urgency


def on_commune(work: Work, said: Envelope[CommuneFact], now: datetime) -> Outcome:
    """Somebody sits down at the table, or their file changed: ask a newcomer about what is open now."""
    fact = said.data
    known = work.get(Member, fact.commune)
    member = Member(fact.commune, fact.name, True, fact.windows, {way.to: way.km for way in fact.travel})
    if known is not None and known.at_table:
        return Outcome((member,))
    table = table_of(work, now)
    table = replace(table, members={**table.members, member.commune: member})
    asking = [v for v in work.all(Vacancy) if v.stage in ASKING]
    steps = [(v, invite(v, member, table)) for v in sorted(asking, key=lambda v: v.vacancy_id)]
    changed = tuple(step.vacancy for before, step in steps if step.vacancy is not before)
    return Outcome((member, *changed), tuple(fact for _, step in steps for fact in step.facts))


def on_commune_left(work: Work, said: Envelope[CommuneLeft], now: datetime) -> Outcome:
    """Nobody waits for the answer of a commune that is gone."""
    member = work.get(Member, said.data.commune)
    if member is None:
        return NOTHING
    gone = replace(member, at_table=False)
    table = table_of(work, now)
    table = replace(table, members={**table.members, gone.commune: gone})
    waiting = [v for v in work.all(Vacancy) if v.call and gone.commune in v.call.silent]
    free, seated = free_in(work), set[str]()
    changed: list[Aggregate] = [gone]
    facts: list[Fact] = []
    for vacancy in sorted(waiting, key=lambda v: v.vacancy_id):
        # who is seated by one of these vacancies is not free for the next
        step = flow.advance(answered(vacancy, gone.commune), table, lambda ref: free(ref) and ref not in seated)
        seated.update(hold.candidate_ref for hold in step.holds if hold.lease_id)
        changed += [step.vacancy, *step.holds]
        facts += step.facts
    return Outcome(tuple(changed), tuple(facts))


def on_offer_made(work: Work, said: Envelope[OfferMade], now: datetime) -> Outcome:
    """Candidates in hand. Too late (it is over) changes nothing; too many wait in line."""
    offer = said.data
    before = work.get(Vacancy, offer.vacancy_id)
    if before is None or before.stage in OVER:
        return NOTHING
    offered = [
        Waiting(c.candidate_ref, offer.commune, offer.offer_id, offer.tier, c.score, c.minutes)
        for c in offer.candidates
    ]
    after = seats.take_in_hand(answered(before, offer.commune), offered)
    step = flow.advance(after, table_of(work, now), free_in(work))
    if offer.complete and offer.commune == before.commune and before.urgency is Urgency.EXPRESS:
        step = step.then(_call_early(step.vacancy, work, now))
    return outcome(before, step)


def on_offer_declined(work: Work, said: Envelope[OfferDeclined], now: datetime) -> Outcome:
    """A neighbour has nobody; or the home office itself has nobody, and there is nothing to wait for."""
    before = work.get(Vacancy, said.data.vacancy_id)
    if before is None or before.stage in OVER:
        return NOTHING
    after = answered(before, said.data.commune)
    if said.data.commune == before.commune:
        return outcome(before, _call_early(after, work, now))
    return outcome(before, flow.advance(after, table_of(work, now), free_in(work)))


def on_offer_withdrawn(work: Work, said: Envelope[OfferWithdrawn], now: datetime) -> Outcome:
    """Candidates no longer stand. One who holds a seat here gives it back, unless it is this seat that took them."""
    offer = said.data
    before = work.get(Vacancy, offer.vacancy_id)
    if before is None or before.stage in OVER:
        return NOTHING
    gone = set(offer.candidate_refs)
    step = seats.Step(seats.drop(before, gone))
    if offer.why is not OfferWithdrawnReason.LEASED_ELSEWHERE and offer.why is not OfferWithdrawnReason.PLACED:
        held = [x for x in before.leases if x.candidate_ref in gone and x.state is LeaseState.HELD]
        step = seats.release(step.vacancy, held, ReleaseReason.CANDIDATE_WITHDREW, now)
    step = step.then(flow.advance(step.vacancy, table_of(work, now), free_in(work)))
    return outcome(before, step)


def _call_early(vacancy: Vacancy, work: Work, now: datetime) -> seats.Step:
    if vacancy.stage is not Stage.LOCAL or vacancy.open_seats <= 0:
        return seats.Step(vacancy)
    return call_next(vacancy, table_of(work, now), UnfilledReason.TOO_FEW_CANDIDATES)


HEARS: Mapping[type, Handler] = {
    CommuneJoined: on_commune,
    CommuneChanged: on_commune,
    CommuneLeft: on_commune_left,
    OfferMade: on_offer_made,
    OfferDeclined: on_offer_declined,
    OfferWithdrawn: on_offer_withdrawn,
    intake.VacancyPost: commands.post_vacancy,
    intake.VacancyAmend: commands.amend_vacancy,
    intake.VacancyWithdraw: commands.withdraw_vacancy,
    intake.VacancyDeclareUnfilled: commands.declare_unfilled,
    intake.SeatRelease: commands.release_seat,
    intake.PlacementDeclare: commands.declare_placement,
    Tick: commands.look_at_clock,
}
