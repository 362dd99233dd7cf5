"""A vacancy as its page says it to one office: who answered, whose seats run out, what the office can do. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.notifications.board import words as w
from services.notifications.board.matters import Vacancy
from services.notifications.board.matters.vacancy import HELD, OVER, Lease, Proof, SeatState, Stage
from services.notifications.board.pages.groups import groups_of
from services.notifications.board.pages.seats import Group
from services.notifications.board.queries.vacancies import HistoryLine, VacancyPage
from shared.calendar import working_hours_between
from shared.contracts.reasons import CallEnd, DeclineReason


@dataclass(frozen=True, slots=True)
class Office:
    """An office that was asked. `kind`: `yes`, `no`, `waits`, `silent`; `people`: how many it offered."""

    commune: str
    kind: str
    said: str
    detail: str
    until: str
    people: int | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Reservations of one office that run out at the same time."""

    commune: str
    until: datetime
    left: str
    leases: Sequence[Lease]


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day, the newest first. Each line with who of one's own office asked for it."""

    name: str
    lines: Sequence[tuple[str, HistoryLine, str]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request of this office that is held: which service holds it, what it will do, and when."""

    service: str
    held_id: str
    text: str
    not_before: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What the page of a vacancy is drawn with. `mine`: it is of this office; `asked`: this office was asked."""

    vacancy: Vacancy
    stage: Stage
    position: int
    mine: bool
    asked: bool
    answered: bool
    groups: Sequence[Group]
    heading: str
    details: Sequence[str]
    batches: Sequence[Batch]
    referred: Sequence[Lease]
    placed: Sequence[Lease]
    offices: Sequence[Office]
    own_offers: Sequence[tuple[str, str]]
    history: Sequence[Day]
    held: Sequence[Waiting] = ()

    @property
    def open(self) -> bool:
        return self.stage not in (*OVER, Stage.LINKED)


def vacancy_told(page: VacancyPage, commune: str, now: datetime, names: Mapping[str, str]) -> Told:
    """The page of a vacancy for the office of `commune`. `names`: of its own people, as only it may see them."""
    vacancy = page.vacancy
    mine = vacancy.commune == commune
    call = vacancy.calls[-1] if vacancy.calls else None
    seen = [x for x in vacancy.leases.values() if mine or x.commune == commune]
    held = [x for x in seen if x.state in HELD and x.expires_at]
    filled = vacancy.taken
    left = vacancy.open_seats
    left_told = "no queda ninguno" if left <= 0 else "queda 1" if left == 1 else f"quedan {left}"
    return Told(
        vacancy=vacancy,
        stage=Stage(page.stage),
        position=page.history[-1].position if page.history else 0,
        mine=mine,
        asked=bool(call and commune in call.invited and vacancy.call),
        answered=bool(call and any(a.commune == commune for a in vacancy.answers_to(call))),
        groups=groups_of(vacancy, now),
        heading=f"{filled} de {w.count(vacancy.seats, 'cupo', 'cupos')} con persona; {left_told}",
        details=_details(vacancy),
        batches=_batches([x for x in held if x.state is SeatState.RESERVED], now, commune),
        referred=sorted((x for x in held if x.state is SeatState.REFERRED), key=lambda x: x.seat),
        placed=sorted((x for x in seen if x.proof in (Proof.DECLARED, Proof.VERIFIED)), key=lambda x: x.seat),
        offices=_offices(vacancy, now),
        own_offers=_own_offers(vacancy, commune),
        history=_history(page.history, now, names),
        held=_held(vacancy, commune, now),
    )


def _details(vacancy: Vacancy) -> Sequence[str]:
    profile = vacancy.profile
    if profile is None:
        return ()
    said = [profile.employer]
    if profile.pay:
        most = profile.pay.most
        said.append(w.pesos(profile.pay.least) if not most else f"hasta {w.pesos(most)}")
    said += [word.label for word in (profile.contract, profile.working_time, *profile.shifts) if word]
    if profile.starts_on:
        said.append(f"parte el {w.day(profile.starts_on)}")
    return said


def _batches(leases: Sequence[Lease], now: datetime, commune: str) -> Sequence[Batch]:
    """By office and by when they run out, to the minute; the first to run out first."""
    found: dict[tuple[datetime, str], list[Lease]] = {}
    for lease in leases:
        if lease.expires_at:
            found.setdefault((lease.expires_at.replace(second=0, microsecond=0), lease.commune), []).append(lease)
    return [
        Batch(whose, until, w.left(until, now, commune), sorted(held, key=lambda x: x.seat))
        for (until, whose), held in sorted(found.items())
    ]


def _offices(vacancy: Vacancy, now: datetime) -> Sequence[Office]:
    """Each office that was ever asked, with the last call that asked it."""
    said: dict[str, Office] = {}
    for call in vacancy.calls:
        answers = {answer.commune: answer for answer in vacancy.answers_to(call)}
        for cut in call.invited:
            until = w.until(call.answer_by, now) if call.answer_by else ""
            if answer := answers.get(cut):
                hours = working_hours_between(call.called.at, answer.said.at, cut)
                took = f"en {w.span(hours)}"
                if answer.reasons:
                    why = DeclineReason(answer.reasons[0]).text
                    said[cut] = Office(cut, "no", "No tiene a quién ofrecer", f"{why}; respondió {took}", "", 0)
                else:
                    offered = [o for o in vacancy.offers.values() if o.commune == cut]
                    people = sum(p.withdrawn is None for o in offered for p in o.candidates.values())
                    said[cut] = Office(cut, "yes", "Ofreció", took, "", people)
            elif cut in call.silent:
                said[cut] = Office(cut, "silent", "Guardó silencio", "todavía puede ofrecer", until, None)
            elif call.ended is None:
                left = w.left(call.answer_by, now, cut) if call.answer_by else ""
                said[cut] = Office(cut, "waits", "Se espera", f"quedan {left}" if left else "", until, None)
            else:
                said[cut] = Office(cut, "no", "No alcanzó a responder", CallEnd(call.ended).text, "", None)
    return list(said.values())


def _own_offers(vacancy: Vacancy, commune: str) -> Sequence[tuple[str, str]]:
    """(offer, candidate) of one's own people who still wait for a seat."""
    seated = {x.candidate_ref for x in vacancy.leases.values() if x.state is not SeatState.RELEASED}
    return [
        (offer_id, ref)
        for offer_id, offer in vacancy.offers.items()
        if offer.commune == commune
        for ref, person in offer.candidates.items()
        if person.withdrawn is None and ref not in seated
    ]


HELD_TEXTS = {
    "cl.mesa.vacancy.declare-unfilled.v1": "Se preguntará a las vecinas",
    "cl.mesa.vacancy.withdraw.v1": "Se retirará la vacante",
    "cl.mesa.seat.release.v1": "Se liberará un cupo",
    "cl.mesa.seats.settle.v1": "Se liberarán los cupos que se marcaron",
    "cl.mesa.offer.decline.v1": "Se responderá que no hay a quién ofrecer",
    "cl.mesa.proposal.decline.v1": "Se responderá que no hay a quién ofrecer",
    "cl.mesa.offer.withdraw.v1": "Se retirará a quienes se ofreció",
}


def _held(vacancy: Vacancy, commune: str, now: datetime) -> Sequence[Waiting]:
    """What this office has asked and may still take back."""
    return sorted(
        (
            Waiting(one.service, held_id, HELD_TEXTS.get(one.asked, "Se hará lo pedido"), one.not_before)
            for held_id, one in vacancy.held_by(commune).items()
            if one.not_before and one.not_before > now
        ),
        key=lambda held: held.not_before,
    )


def _history(lines: Sequence[HistoryLine], now: datetime, names: Mapping[str, str]) -> Sequence[Day]:
    days: dict[str, list[tuple[str, HistoryLine, str]]] = {}
    for line in reversed(lines):
        officer = line.officer or ""
        days.setdefault(w.day_told(line.at, now), []).append((w.clock(line.at), line, names.get(officer, "")))
    return [Day(name, told) for name, told in days.items()]
