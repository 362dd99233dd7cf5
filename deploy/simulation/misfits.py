"""What must be true of hard limits and of who comes back: nobody waits, is proposed or seated anew against a limit, and
a person who registers again is still the same person.
"""

from collections.abc import Iterator
from datetime import datetime

from deploy.simulation.state import Committed, HistoryState
from services.matching.model.insurance import Insurance
from services.matching.model.offers import way_to
from services.matching.model.proposals import Proposal
from services.matching.model.score import excluded
from services.matching.model.seeker import SeatState, Seeker
from services.matching.model.vacancy import OfferingCommune
from services.matching.model.vacancy import VacancyCopy as Copy
from services.vacancies.model.vacancy import LeaseState, Vacancy
from shared.contracts.vacancies import VacancyAmended
from shared.messaging.decisions import LoadedAggregates


def nobody_waits_where_they_do_not_fit(history: HistoryState) -> Iterator[str]:
    """Everybody in a queue, or proposed to an officer for it, meets its hard limits as they are now."""
    books = history.committed["matching"].aggregates
    people = {key: one for (kind, key), one in books.items() if kind is Seeker and one.profile}
    waits = [(one, stand.vacancy_id) for one in people.values() for stand in one.queue_places]
    proposals = [one for (kind, _), one in books.items() if kind is Proposal and one.open]
    for one in proposals:
        ours = {ref: people[ref] for ref in sorted(one.refs) if ref in people}
        yield from (f"{ref} is another commune's by now" for ref in ours if ours[ref].commune != one.commune)
        waits += [(seeker, one.vacancy_id) for seeker in ours.values()]
    for seeker, vacancy_id in waits:
        commune, vacancy = books[OfferingCommune, seeker.commune], books[Copy, vacancy_id]
        if why := excluded(seeker.profile, vacancy.profile, way_to(commune, vacancy)):
            yield f"{seeker.key} waits for {vacancy_id} and is shut out by {why}"


def no_seat_was_given_against_a_licence(history: HistoryState) -> Iterator[str]:
    """A person seated before the vacancy asked for it keeps the seat; after that, nobody is seated without it."""
    asked: dict[str, datetime] = {}
    for envelope in (heard.envelope for heard in history.bus.heard("vacancies")):
        if isinstance(envelope.data, VacancyAmended) and "licences" in envelope.data.changed:
            asked[envelope.data.vacancy_id] = max(envelope.time, asked.get(envelope.data.vacancy_id, envelope.time))
    people = {key: one for (kind, key), one in history.committed["matching"].aggregates.items() if kind is Seeker}
    ledger = [one for (kind, _), one in history.committed["vacancies"].aggregates.items() if kind is Vacancy]
    for vacancy in ledger:
        since = asked.get(vacancy.vacancy_id)
        for lease in vacancy.leases if since else ():
            can = people[lease.candidate_ref].profile
            late = since and lease.state is LeaseState.HELD and lease.leased_at > since
            if late and can and not set(vacancy.profile.licences) <= set(can.licences):
                yield f"{lease.candidate_ref} was given {lease.lease_id} without the licence"


def a_note_of_the_insurance_is_of_the_persons_own_commune(history: HistoryState) -> Iterator[str]:
    books = history.committed["matching"].aggregates
    for (kind, key), one in books.items():
        if kind is Insurance and one.beneficiary and one.commune != books[Seeker, key].commune:
            yield f"what {one.commune} noted of {key} is known in {books[Seeker, key].commune}"


def nobody_is_forgotten(before: Committed, after: LoadedAggregates) -> Iterator[str]:
    """Whatever happens to a registration, its version grows, and their seats and refusals stay known."""
    for (kind, key), had in before.items():
        has = after.get(Seeker, key) if kind is Seeker else None
        if has is None:
            continue
        live = {seat.lease_id for seat in had.seats if seat.hold is not SeatState.ENDED}
        if has.version < had.version or (has != had and has.gone < had.gone and has.version == had.version):
            yield f"{key} went from version {had.version} to {has.version}"
        if not had.not_again <= has.not_again or not live <= {seat.lease_id for seat in has.seats}:
            yield f"it was forgotten what {key} sits on or is done with"
