"""What matching hears from others, and the table of all that it hears."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.matching import requests
from services.matching.commands import disclosure as disclosing
from services.matching.commands import fitting, profiles
from services.matching.commands import insurance as insuring
from services.matching.commands import offers as commands
from services.matching.commands import proposals as confirming
from services.matching.copies import acknowledged, on_pulse, paid
from services.matching.model.disclosure import Disclosure
from services.matching.model.offers import Step, offer_freed, withdrawn
from services.matching.model.proposals import Proposal
from services.matching.model.seeker import Hold, Seeker, State
from services.matching.model.vacancy import Call, Commune, Vacancy, Way
from services.matching.table import (
    Cause,
    held_seats,
    officer_asked,
    out_of_the_rest,
    outcome,
    over,
    policy_at,
    respond,
    seated_by,
    stands_by,
    step_out,
    with_seats,
)
from shared.bus.work import NOTHING, Handler, Outcome, Tick, Work
from shared.contracts import intake
from shared.contracts.communes import CommuneChanged, CommuneFact, CommuneJoined, CommuneLeft
from shared.contracts.envelope import Envelope
from shared.contracts.reasons import DisclosureEnd, OfferWithdrawnReason, ReleaseReason
from shared.contracts.vacancies import (
    BusPulse,
    PlacementDeclared,
    PlacementEnded,
    Profile,
    SeatLeased,
    SeatReleased,
    VacancyAmended,
    VacancyClosed,
    VacancyFilled,
    VacancyPosted,
    VacancyUnfilled,
)

NOT_AGAIN = frozenset(
    {
        ReleaseReason.CANDIDATE_WITHDREW,
        ReleaseReason.CANDIDATE_UNAVAILABLE,
        ReleaseReason.EMPLOYER_REFUSED,
        ReleaseReason.EXPIRED,
        ReleaseReason.NO_SHOW,
        ReleaseReason.FOUND_OTHER_JOB,
        ReleaseReason.PAY_BELOW_FLOOR,
        ReleaseReason.NO_TRANSPORT,
        ReleaseReason.DISTANCE,
        ReleaseReason.SHIFT,
    }
)
"""After a seat was given back for one of these, the person is not offered to the same vacancy again."""


def on_vacancy_posted(work: Work, said: Envelope[VacancyPosted], now: datetime) -> Outcome:
    """The home commune's own best come first. If its call was heard before, that copy is completed."""
    fact = said.data
    before = work.get(Vacancy, fact.vacancy_id)
    if before is None:
        vacancy = Vacancy(fact.vacancy_id, fact.commune, fact.profile, fact.seats, fact.seats, said.time)
    else:
        vacancy = replace(before, seats=max(before.seats, fact.seats), posted_at=min(before.posted_at, said.time))
    if vacancy.over:
        return NOTHING
    if vacancy.call(fact.commune) is None:
        vacancy = vacancy.with_call(Call(fact.commune, 0))
    return outcome(before, respond(work, vacancy, Cause(said.id, said.time, now, fact.local_until)))


def on_vacancy_unfilled(work: Work, said: Envelope[VacancyUnfilled], now: datetime) -> Outcome:
    """Each invited commune of ours offers or declines. One not yet known answers when it is; exhausted asks nobody."""
    fact = said.data
    before = work.get(Vacancy, fact.vacancy_id)
    if before is not None and before.over:
        return NOTHING
    left = fact.seats_left
    vacancy = before or Vacancy(fact.vacancy_id, fact.commune, fact.profile, left, left, said.time)
    vacancy = replace(vacancy, profile=fact.profile, open_seats=left, seats=max(vacancy.seats, left))
    for cut in fact.invited:
        if vacancy.call(cut) is None:
            vacancy = vacancy.with_call(Call(cut, fact.tier))
    return outcome(before, respond(work, vacancy, Cause(said.id, said.time, now, fact.answer_by)))


def on_vacancy_amended(work: Work, said: Envelope[VacancyAmended], now: datetime) -> Outcome:
    """What changed may fit others: those who were asked look again, if there is room in line. Who waits and fits no
    longer is withdrawn; who holds a seat keeps it."""
    fact = said.data
    before = work.get(Vacancy, fact.vacancy_id)
    if before is None or before.over:
        return NOTHING
    more = fact.seats - before.seats
    left = before.open_seats + more if fact.seats_left is None else fact.seats_left
    vacancy = replace(before, profile=fact.profile, seats=fact.seats, open_seats=max(0, left))
    if more > 0 or fact.profile != before.profile:
        vacancy = vacancy.due(now)
    step = fitting.without_misfits(work, vacancy, now) if fact.profile != before.profile else Step(vacancy)
    after, told = acknowledged(work, step.vacancy, fact.revision)
    return outcome(before, replace(step, vacancy=after, facts=(*step.facts, *told)))


def on_vacancy_over(work: Work, said: Envelope[VacancyFilled | VacancyClosed], now: datetime) -> Outcome:
    """Filled or closed: nobody stands in it any more. Heard before anything else of it, it stays over."""
    fact = said.data
    before = work.get(Vacancy, fact.vacancy_id)
    unseen = Profile(title=fact.title, employer=fact.title)
    vacancy = before or Vacancy(fact.vacancy_id, fact.commune, unseen, 0, fact.seats, said.time)
    step = over(vacancy, work.all(Seeker), work.of(Proposal, fact.vacancy_id))
    after, facts = acknowledged(work, step.vacancy, fact.revision)
    return outcome(before, replace(step, vacancy=after, facts=facts))


def on_seat_leased(work: Work, said: Envelope[SeatLeased], now: datetime) -> Outcome:
    """The seeker has a seat: the other offers with them are withdrawn. Heard after its release, it holds nobody."""
    fact = said.data
    seeker = work.get(Seeker, fact.candidate_ref)
    changed = with_seats(work, fact, seeker, -1, now)
    if seeker is None:
        return Outcome(tuple(changed.values()))
    seated = seated_by(seeker, fact, Hold.HELD, fact.offer_id)
    taken = out_of_the_rest(work, seated, changed, OfferWithdrawnReason.LEASED_ELSEWHERE, now)
    if why := _out_of_line(work, seeker, fact, now):
        # the ledger is told once more, and takes it back
        no = withdrawn(seeker.commune, held_seats(seated, fact.vacancy_id), why)
        return replace(taken, facts=(*taken.facts, *no))
    return taken


def _out_of_line(work: Work, seeker: Seeker, fact: SeatLeased, now: datetime) -> OfferWithdrawnReason | None:
    """Why somebody had left the line before the seat was given from it. With a seat elsewhere they only had no need of
    it: then it is theirs, unless the vacancy shuts them out by now.
    """
    if seeker.gone or seeker.pause or fact.vacancy_id in seeker.not_again:
        return OfferWithdrawnReason.SEEKER_WITHDREW
    vacancy = work.get(Vacancy, fact.vacancy_id)
    if vacancy is None or vacancy.over or stands_by(seeker, fact, fact.offer_id):
        return None
    return OfferWithdrawnReason.VACANCY_CHANGED if fitting.shut_out(work, vacancy, seeker, now) else None


def on_seat_released(work: Work, said: Envelope[SeatReleased], now: datetime) -> Outcome:
    """The seeker is free again, and is offered to what still calls for them; the line of the vacancy may want more."""
    fact = said.data
    seeker = work.get(Seeker, fact.candidate_ref)
    changed = with_seats(work, fact, seeker, 1, now)
    if seeker:
        freed = seated_by(seeker, fact, Hold.ENDED).renewed(now, policy_at(work).stale_days)
        if fact.why in NOT_AGAIN:
            freed = replace(freed, not_again=freed.not_again | {fact.vacancy_id})
        changed[freed.key] = freed.due(now)
    held = work.get(Disclosure, fact.lease_id)
    ended, told = disclosing.end([held] if held else [], DisclosureEnd.SEAT_RELEASED, now)
    return Outcome((*changed.values(), *ended), tuple(told))


def on_placement_declared(work: Work, said: Envelope[PlacementDeclared], now: datetime) -> Outcome:
    """The person has a job: nobody offers them any more."""
    seeker = work.get(Seeker, said.data.candidate_ref)
    if seeker is None:
        return NOTHING
    changed = with_seats(work, said.data, seeker, 0, now)
    placed = seated_by(seeker, said.data, Hold.PLACED)
    return out_of_the_rest(work, placed, changed, OfferWithdrawnReason.PLACED, now)


def on_placement_ended(work: Work, said: Envelope[PlacementEnded], now: datetime) -> Outcome:
    """The job is over: the person looks for work again, registered anew from now on, and waits from now on."""
    seeker = work.get(Seeker, said.data.candidate_ref)
    if seeker is None:
        return NOTHING
    freed = seated_by(seeker, said.data, Hold.ENDED)
    freed = replace(freed, not_again=freed.not_again | {said.data.vacancy_id})
    if freed.state is not State.FREE:
        return Outcome((freed,))
    back = replace(freed.confirmed(now, policy_at(work).stale_days), waiting_since=said.time)
    return Outcome((back.due(now),))


def on_commune(work: Work, said: Envelope[CommuneFact], now: datetime) -> Outcome:
    """A copy of who sits at the table. Who is ours from now on answers what it was asked meanwhile."""
    fact = said.data
    known = work.get(Commune, fact.commune)
    ways = {way.to: Way(way.minutes, way.provenance) for way in fact.travel}
    commune = Commune(fact.commune, fact.name, fact.mode, True, ways, fact.offers, fact.windows.answer_hours)
    freely = known is not None and known.confirms and not commune.confirms
    lapsed = confirming.lapsed(work, fact.commune) if freely else ()
    even, facts = paid(work.all(Vacancy), commune)
    if not commune.hosted or (known is not None and known.hosted and not freely):
        return Outcome((commune, *lapsed, *even), facts)
    asked = {v.vacancy_id: v for v in work.all(Vacancy) if v.call(fact.commune)} | {v.vacancy_id: v for v in even}
    return Outcome((commune, *lapsed, *(vacancy.due(now) for vacancy in asked.values())), facts)


def on_commune_left(work: Work, said: Envelope[CommuneLeft], now: datetime) -> Outcome:
    """Its offers are withdrawn. Who holds a seat keeps it: that is between them and the employer."""
    commune = work.get(Commune, said.data.commune)
    if commune is None:
        return NOTHING
    standing = [seeker for seeker in work.of(Seeker, commune.commune) if seeker.stands]
    changed, facts = step_out(work, standing, OfferWithdrawnReason.COMMUNE_LEFT, now)
    lapsed = confirming.lapsed(work, commune.commune)
    return Outcome((replace(commune, at_table=False), *changed.values(), *lapsed), tuple(facts))


def on_tick(work: Work, said: Envelope[Tick], now: datetime) -> Outcome:
    """A vacancy looks again for candidates, a seeker who has become free for vacancies;
    a proposal lapses, a disclosure ends."""
    if said.data.kind == Seeker.__name__:
        return _look_for(work, work.get(Seeker, said.data.key), Cause(said.id, said.time, now))
    if said.data.kind == Proposal.__name__:
        return confirming.lapse(work, said.data.key)
    if said.data.kind == Disclosure.__name__:
        return disclosing.time_over(work, said.data.key, now)
    before = work.get(Vacancy, said.data.key)
    if before is None:
        return NOTHING
    return outcome(before, respond(work, before.looked(), Cause(said.id, said.time, now), again=True))


def _look_for(work: Work, seeker: Seeker | None, cause: Cause) -> Outcome:
    if seeker is None:
        return NOTHING
    if seeker.stale(cause.now):
        return profiles.expire(work, seeker, cause.now)
    commune = work.get(Commune, seeker.commune)
    if commune is None or not commune.hosted or seeker.state is not State.FREE:
        return Outcome((seeker.looked(),))
    before_officers = {one.vacancy_id for one in work.all(Proposal) if one.open and one.commune == commune.commune}
    asked = [v for v in work.all(Vacancy) if officer_asked(work, commune, v, seeker)]
    proposals, waiting = confirming.propose_freed(work, seeker, asked, commune, before_officers, cause)
    free = [v for v in work.all(Vacancy) if not officer_asked(work, commune, v, seeker)]
    offered, steps = offer_freed(seeker.looked(), free, commune, before_officers, cause.at, cause.now, cause.id)
    facts = tuple(fact for step in steps for fact in step.facts)
    return Outcome((offered, *(step.vacancy for step in steps), *waiting, *proposals), facts)


HEARS: Mapping[type, Handler] = {
    CommuneJoined: on_commune,
    CommuneChanged: on_commune,
    CommuneLeft: on_commune_left,
    VacancyPosted: on_vacancy_posted,
    VacancyUnfilled: on_vacancy_unfilled,
    VacancyAmended: on_vacancy_amended,
    VacancyFilled: on_vacancy_over,
    VacancyClosed: on_vacancy_over,
    SeatLeased: on_seat_leased,
    SeatReleased: on_seat_released,
    PlacementDeclared: on_placement_declared,
    PlacementEnded: on_placement_ended,
    BusPulse: on_pulse,
    intake.OfferMake: commands.make_offer,
    intake.OfferDecline: commands.decline_offer,
    intake.OfferWithdraw: commands.withdraw_offer,
    intake.ProposalConfirm: confirming.confirm_proposal,
    intake.ProposalDecline: confirming.decline_proposal,
    intake.ConsentRecord: disclosing.record_consent,
    intake.ConsentRevoke: disclosing.revoke_consent,
    intake.DisclosureAsk: disclosing.ask_disclosure,
    requests.IdentityRead: disclosing.give_identity,
    requests.DisclosureErased: disclosing.confirm_erased,
    requests.IdentityCorrect: disclosing.correct_identity,
    requests.InsuranceNote: insuring.note_insurance,
    requests.RefusalRecord: insuring.record_refusal,
    requests.SeekerRegister: commands.register_seeker,
    requests.SeekerAmend: profiles.amend_seeker,
    requests.SeekerConfirm: profiles.confirm_seeker,
    requests.SeekerDeactivate: profiles.deactivate_seeker,
    requests.SeekerStepBack: commands.step_back,
    requests.SeekerDeregister: commands.deregister_seeker,
    Tick: on_tick,
}
