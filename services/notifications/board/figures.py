"""Every counted thing as a row that names its fact: a pure function of a matter.

Of the state and not of one fact, so that what two topics tell together (a call and its answer) is counted the same
whichever comes first, and a fact that corrects another one replaces its row.
"""

from collections.abc import Iterator

from services.notifications.board.counts import Count, Figure, counted
from services.notifications.board.figures_of_agenda import figures_of_agenda
from services.notifications.board.matters import Counter, Employer, State, Vacancy
from services.notifications.board.matters.base import Said
from services.notifications.board.matters.vacancy import Lease, Proof
from shared.calendar import working_hours_between
from shared.contracts.reasons import ContactResult

__all__ = ["Count", "Figure", "figures"]


def figures(state: State | None) -> frozenset[Count]:
    """The rows of a matter; none of a vacancy whose home is not known yet."""
    match state:
        case Vacancy(commune=str(home)):
            return frozenset([*_of_vacancy(state, home), *_of_calls(state, home), *_of_leases(state, home)])
        case Employer():
            return frozenset(_of_employer(state))
        case Counter():
            return frozenset(_of_counter(state))
        case None:
            return frozenset()
        case _:
            return frozenset(figures_of_agenda(state))


def _of_vacancy(vacancy: Vacancy, home: str) -> Iterator[Count]:
    for more in vacancy.seats_posted:
        yield counted(Figure.SEATS_POSTED, home, None, more, more.amount)
    for offer_id, offer in vacancy.offers.items():
        yield counted(Figure.OFFERED, offer.commune, home, offer.made, len(offer.candidates), offer_id)


def _of_calls(vacancy: Vacancy, home: str) -> Iterator[Count]:
    for call in vacancy.calls:
        for answer in vacancy.answers_to(call):
            hours = round(working_hours_between(call.called.at, answer.said.at, answer.commune), 2)
            yield counted(Figure.ANSWERED, answer.commune, home, answer.said, hours, call.called.fact_id)
        for cut, by in call.silent.items():
            yield counted(Figure.SILENT, cut, home, by, 1, call.called.fact_id)


def _of_leases(vacancy: Vacancy, home: str) -> Iterator[Count]:
    for lease in vacancy.leases.values():
        if lease.leased:
            yield counted(Figure.LEASED, lease.commune, home, lease.leased, 1, lease.lease_id)
        for by, sign, figure in ((lease.declared, 1, Figure.PLACED), (lease.undone, -1, Figure.UNDONE)):
            if by:
                yield counted(figure, lease.commune, home, by, 1, lease.lease_id)
                yield from _exchanged(lease, home, by, sign)
        if lease.proved and lease.proof in (Proof.VERIFIED, Proof.REFUTED):
            proved = Figure.VERIFIED if lease.proof is Proof.VERIFIED else Figure.REFUTED
            yield counted(proved, lease.commune, home, lease.proved, 1, lease.lease_id)
        for share in lease.credits:
            yield counted(Figure.CREDIT, share.commune, home, share, share.amount, lease.lease_id)


def _exchanged(lease: Lease, home: str, by: Said, amount: int) -> Iterator[Count]:
    """A person of one commune in a job of another; what is undone is taken back."""
    if lease.commune != home:
        yield counted(Figure.GIVEN, lease.commune, home, by, amount, lease.lease_id)
        yield counted(Figure.RECEIVED, home, lease.commune, by, amount, lease.lease_id)


def _of_employer(employer: Employer) -> Iterator[Count]:
    for contact_id, one in employer.contacts.items():
        if one.result and one.result is not ContactResult.NOT_HELD:
            by = Said(at=one.at, fact_id=one.said.fact_id)
            yield counted(Figure.CONTACTED, one.commune, None, by, 1, contact_id)
    for approach_id, each in employer.approaches.items():
        if each.proposed:
            yield counted(Figure.APPROACH_PROPOSED, each.commune, None, each.proposed, 1, approach_id)
        if each.concluded:
            for cut in each.party:
                yield counted(Figure.APPROACH_CONCLUDED, cut, None, each.concluded, 1, approach_id)


def _of_counter(counter: Counter) -> Iterator[Count]:
    """Counted on the day on which it was told: of the days before only the first is known."""
    for one in counter.told:
        yield counted(Figure(one.act), counter.commune, None, one.said, one.count)
