"""What must be true of every decision at the moment it is made: merit decides, and nobody waits beyond the bound.

Two states of the books, before a batch and after it, are compared; who was touched by the batch itself is left out, for
what happened to them in between cannot be seen.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from deploy.simulation.state import Committed, HistoryState
from services.matching.model.insurance import Insurance
from services.matching.model.offers import MOST_OFFERS, way_to
from services.matching.model.score import Fit, fit_at
from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import OfferingCommune
from services.matching.model.vacancy import VacancyCopy as Copy
from services.vacancies.model.seats import merit
from services.vacancies.model.vacancy import Lease, QueueEntry, Vacancy
from shared.messaging.decisions import LoadedAggregates


def merit_decides(before: Committed, after: LoadedAggregates) -> Iterator[str]:
    """Nobody who stood in line, free, has more merit than who was given a seat: reciprocity breaks ties, no more."""
    had = {one.key: one for (kind, _), one in before.items() if kind is Vacancy}
    known = {x.lease_id for one in had.values() for x in one.leases}
    busy = {x.candidate_ref for one in had.values() for x in one.leases if x.seats_person}
    fresh = {x.candidate_ref for one in after.all(Vacancy) for x in one.leases if x.lease_id not in known}
    for vacancy in after.all(Vacancy):
        given = [x for x in vacancy.leases if x.lease_id not in known and x.takes_seat]
        stood = had[vacancy.key].waiting if vacancy.key in had else ()
        for w in stood if given else ():
            if w in vacancy.waiting and w.candidate_ref not in busy | fresh:
                yield from _worse(vacancy, w, given)


def _worse(vacancy: Vacancy, w: QueueEntry, given: list[Lease]) -> Iterator[str]:
    for lease in given:
        codes = dict(code.partition(":")[::2] for code in lease.because)
        behind = vacancy.profile.residents_first and lease.commune != vacancy.commune
        if merit(vacancy, w) < (behind, -int(codes["score"])):
            yield f"{w.candidate_ref} has more merit than {lease.candidate_ref}, who was given a seat of {vacancy.key}"


def nobody_like_them_is_preferred(before: Committed, after: LoadedAggregates, confirming: set[str]) -> Iterator[str]:
    """Of two who are alike in a commune, the one who has waited longer is offered first.

    Together with the points that waiting brings, this is the bound: who has waited for all of them is passed over by
    nobody who fits no better. Where an officer chooses, the officer chooses: among those who confirm, of people on
    insurance, and of who was offered by mistake and is offered again by hand alone.
    """
    had = {one.key: one for (kind, _), one in before.items() if kind is Seeker}
    insured = {one.candidate_ref for one in after.all(Insurance) if one.beneficiary}
    at_rest = defaultdict[tuple[str, Any], list[Seeker]](list)
    for one in after.all(Seeker):
        if one.profile and one.look_at is None and had.get(one.key) is one and one.key not in insured:
            at_rest[one.commune, one.profile].append(one)
    for other in after.all(Seeker):
        stood = {stand.vacancy_id for stand in had[other.key].queue_places} if other.key in had else set()
        for stand in other.queue_places if other.commune not in confirming and other.key not in insured else ():
            longer = [one for one in at_rest[other.commune, other.profile] if one.waits_since < other.waits_since]
            left = [x for x in longer if x.may_queue(stand.vacancy_id) and stand.vacancy_id not in x.by_hand]
            if stand.vacancy_id not in stood and left:
                yield f"{left[0].key} is like {other.key}, has waited longer and is not offered to {stand.vacancy_id}"


def nobody_waits_outside_a_dry_line(history: HistoryState) -> Iterator[str]:
    """Who is free and fits is in the line of every call of their commune that has fewer in line than open seats."""
    found = history.committed["matching"].aggregates
    communes = {one.commune: one for (kind, _), one in found.items() if kind is OfferingCommune and one.hosted}
    insured = {one.candidate_ref for (kind, _), one in found.items() if kind is Insurance and one.beneficiary}
    # a seeker who is looked at in the next instant has not been passed over
    people = [one for (kind, _), one in found.items() if kind is Seeker and one.profile and not one.look_at]
    calling = [one for (kind, _), one in found.items() if kind is Copy and not one.over and not one.look_at]
    for vacancy in (one for one in calling if one.open_seats):
        for call in vacancy.calls:
            commune = communes.get(call.commune)
            if commune is None or commune.confirms or call.standing >= vacancy.open_seats:
                continue
            way = way_to(commune, vacancy)
            for one in people:
                free = one.may_queue(vacancy.key) and len(one.queue_places) < MOST_OFFERS
                by_officer = one.key in insured or vacancy.key in one.by_hand
                if one.commune != call.commune or not free or by_officer:
                    continue
                if isinstance(fit_at(one, vacancy.profile, way, history.now), Fit):
                    yield f"{one.key} is free, fits and does not stand in the dry line of {vacancy.key}"
