"""What each fact says to which office. Pure: fact in, (commune, text) out; nothing is said that the fact does not hold.

No text names a person or a pseudonym.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from services.notifications.model import Known
from services.notifications.spanish import count, name_of, names_of, when
from shared.contracts.agenda import FairListed, FairScheduled
from shared.contracts.communes import CommuneChanged, CommuneJoined, CommuneLeft
from shared.contracts.envelope import Fact
from shared.contracts.matching import DisclosureGiven, DisclosureRevoked, OfferDeclined, OfferMade, OfferWithdrawn
from shared.contracts.vacancies import (
    PlacementDeclared,
    SeatLeased,
    SeatReleased,
    VacancyAmended,
    VacancyClosed,
    VacancyFilled,
    VacancyPosted,
    VacancyUnfilled,
)

EVERYBODY = "*"
"""Stands for every commune at the table."""

Told = Iterator[tuple[str, str]]
UNTITLED = "una vacante"


def seats(number: int) -> str:
    return count(number, "cupo", "cupos")


def people(number: int) -> str:
    return count(number, "persona", "personas")


def posted(fact: VacancyPosted, known: Known | None) -> Told:
    until = f"La propia comuna tiene plazo hasta el {when(fact.local_until)}; después se pregunta a las vecinas."
    yield fact.commune, f"Se publicó «{fact.profile.title}» con {seats(fact.seats)}. {until}"


def amended(fact: VacancyAmended, known: Known | None) -> Told:
    text = f"Cambió «{fact.profile.title}» de {name_of(fact.commune)}: ahora son {seats(fact.seats)}."
    for cut in (fact.commune, *_others(fact.commune, known)):
        yield cut, text


def unfilled(fact: VacancyUnfilled, known: Known | None) -> Told:
    title, left = f"«{fact.profile.title}»", seats(fact.seats_left)
    until = f" hasta el {when(fact.answer_by)}" if fact.answer_by else ""
    silent = f" En la ronda anterior no respondió a tiempo: {names_of(fact.silent)}." if fact.silent else ""
    for cut in fact.invited:
        yield (
            cut,
            f"{name_of(fact.commune)} pide ayuda con {left} de {title}. Pueden ofrecer candidatos{until}. "
            f"Motivo: {fact.reason.text}.",
        )
    if fact.exhausted:
        yield fact.commune, f"No queda comuna a quién preguntar por {left} de {title}: van a la próxima feria.{silent}"
    else:
        yield fact.commune, f"Se pidió ayuda a {names_of(fact.invited)} con {left} de {title}{until}.{silent}"


def filled(fact: VacancyFilled, known: Known | None) -> Told:
    by = "; ".join(f"{name_of(cut)}: {number}" for cut, number in sorted(fact.by.items()))
    text = f"«{fact.title}» de {name_of(fact.commune)} quedó con sus {seats(fact.seats)} llenos ({by})."
    part = {*fact.by, *(p.commune for p in fact.passed_over)}
    for cut in (fact.commune, *_others(fact.commune, known, part)):
        yield cut, text


def closed(fact: VacancyClosed, known: Known | None) -> Told:
    text = (
        f"«{fact.title}» de {name_of(fact.commune)} se cerró con {fact.filled} de {seats(fact.seats)} llenos. "
        f"Motivo: {fact.why.text}."
    )
    part = {*fact.by, *(p.commune for p in fact.passed_over)}
    for cut in (fact.commune, *_others(fact.commune, known, part)):
        yield cut, text


def leased(fact: SeatLeased, known: Known | None) -> Told:
    until = f"hasta el {when(fact.expires_at)}"
    if fact.candidate_commune == fact.commune:
        yield fact.commune, f"Una persona de la propia comuna tiene cupo reservado en «{fact.title}» {until}."
        return
    yield (
        fact.commune,
        f"Una persona de {name_of(fact.candidate_commune)} tiene cupo reservado en «{fact.title}» {until}.",
    )
    yield (
        fact.candidate_commune,
        f"Una persona de su comuna tiene cupo reservado en «{fact.title}» de {name_of(fact.commune)} {until}.",
    )


def released(fact: SeatReleased, known: Known | None) -> Told:
    text = f"Se liberó un cupo de «{fact.title}» de {name_of(fact.commune)}. Motivo: {fact.why.text}."
    for cut in dict.fromkeys((fact.commune, fact.candidate_commune)):
        yield cut, text


def placed(fact: PlacementDeclared, known: Known | None) -> Told:
    share = "; ".join(f"{name_of(cut)} {part / 10:.0f} %" for cut, part in sorted(fact.credit.items()))
    text = f"Se declaró una colocación en «{fact.title}» de {name_of(fact.commune)}. Crédito: {share}."
    for cut in dict.fromkeys((fact.commune, fact.candidate_commune)):
        yield cut, text


def offered(fact: OfferMade, known: Known | None) -> Told:
    if known is None:
        return
    title = f"«{known.title}»"
    if fact.commune == known.commune:
        yield known.commune, f"De la propia comuna hay {people(len(fact.candidates))} para {title}."
    else:
        yield known.commune, f"{name_of(fact.commune)} ofrece {people(len(fact.candidates))} para {title}."


def declined(fact: OfferDeclined, known: Known | None) -> Told:
    if known is None:
        return
    why = ". ".join(reason.text for reason in fact.reasons)
    yield known.commune, f"{name_of(fact.commune)} no tiene a quién ofrecer para «{known.title}». Motivo: {why}."


def withdrawn(fact: OfferWithdrawn, known: Known | None) -> Told:
    if known is None:
        return
    who = people(len(fact.candidate_refs))
    yield known.commune, f"{name_of(fact.commune)} retira {who} de «{known.title}». Motivo: {fact.why.text}."


def identity_given(fact: DisclosureGiven, known: Known | None) -> Told:
    """Told to the office of the person, which answers for them."""
    yield (
        fact.candidate_commune,
        f"Se entregó a la OMIL de {name_of(fact.commune)} la identidad de una persona de su comuna, con su "
        f"consentimiento, por «{fact.title}». Para qué: {fact.purpose.text}. Hasta el {when(fact.expires_at)}.",
    )


def identity_revoked(fact: DisclosureRevoked, known: Known | None) -> Told:
    """Told to the office that holds it, and to the one of the person."""
    yield (
        fact.commune,
        f"Borre los datos de la persona que se le entregaron por «{fact.title}» y confirme que lo hizo. "
        f"Motivo: {fact.why.text}.",
    )
    if fact.candidate_commune != fact.commune:
        yield (
            fact.candidate_commune,
            f"Se avisó a la OMIL de {name_of(fact.commune)} que borre los datos de una persona de su comuna "
            f"(«{fact.title}»). Motivo: {fact.why.text}.",
        )


def fair_scheduled(fact: FairScheduled, known: Known | None) -> Told:
    yield (
        EVERYBODY,
        f"{name_of(fact.commune)} hace «{fact.title}» el {when(fact.starts_at)} en {fact.place}.",
    )


def fair_listed(fact: FairListed, known: Known | None) -> Told:
    text = (
        f"«{fact.vacancy_title}» de {name_of(fact.vacancy_commune)}, con {seats(fact.seats_left)} por llenar, "
        f"va a «{fact.fair_title}» de {name_of(fact.commune)}, el {when(fact.starts_at)}."
    )
    for cut in dict.fromkeys((fact.vacancy_commune, fact.commune)):
        yield cut, text


def joined(fact: CommuneJoined, known: Known | None) -> Told:
    yield EVERYBODY, f"{fact.name} se suma a la Mesa."


def changed(fact: CommuneChanged, known: Known | None) -> Told:
    yield fact.commune, f"Cambiaron los datos de {fact.name} en la Mesa."


def left(fact: CommuneLeft, known: Known | None) -> Told:
    yield EVERYBODY, f"{fact.name} deja la Mesa."


def _others(home: str, known: Known | None, more: set[str] | None = None) -> list[str]:
    """The communes besides home that took part, as the facts told."""
    return sorted({*(known.took_part if known else ()), *(more or ())} - {home})


TEXTS: Mapping[type[Fact], Callable[[Any, Known | None], Told]] = {
    VacancyPosted: posted,
    VacancyAmended: amended,
    VacancyUnfilled: unfilled,
    VacancyFilled: filled,
    VacancyClosed: closed,
    SeatLeased: leased,
    SeatReleased: released,
    PlacementDeclared: placed,
    OfferMade: offered,
    OfferDeclined: declined,
    OfferWithdrawn: withdrawn,
    DisclosureGiven: identity_given,
    DisclosureRevoked: identity_revoked,
    FairScheduled: fair_scheduled,
    FairListed: fair_listed,
    CommuneJoined: joined,
    CommuneChanged: changed,
    CommuneLeft: left,
}
