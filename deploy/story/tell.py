"""One fact as one line of Spanish, with a colour: for the story of a vacancy and for the demo as it happens."""

from collections.abc import Callable, Mapping
from typing import Any

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

Line = tuple[str, str, str]
"""The commune that acts, what happened, the colour it is shown in."""


def line(fact: Fact) -> Line:
    """Who, what, and a colour of rich. Raises KeyError for a fact nobody tells (notices, replies)."""
    return TELLS[type(fact)](fact)


def _posted(fact: VacancyPosted) -> Line:
    what = f"publica «{fact.profile.title}» de {fact.profile.employer}: {_seats(fact.seats)}"
    return name_of(fact.commune), f"{what}; plazo propio hasta el {when(fact.local_until)}", "bold white"


def _amended(fact: VacancyAmended) -> Line:
    return name_of(fact.commune), f"cambia la vacante: {_seats(fact.seats)}", "white"


def _unfilled(fact: VacancyUnfilled) -> Line:
    silent = f" Sin respuesta a tiempo: {names_of(fact.silent)}." if fact.silent else ""
    left = _seats(fact.seats_left)
    if fact.exhausted:
        return name_of(fact.commune), f"no queda a quién preguntar por {left}: a la próxima feria.{silent}", "bold red"
    until = f", respuesta hasta el {when(fact.answer_by)}" if fact.answer_by else ""
    what = f"pide ayuda a {names_of(fact.invited)} con {left}{until} ({fact.reason.text}).{silent}"
    return name_of(fact.commune), what, "bold yellow"


def _filled(fact: VacancyFilled) -> Line:
    by = "; ".join(f"{name_of(cut)} {number}" for cut, number in sorted(fact.by.items()))
    return name_of(fact.commune), f"llena sus {_seats(fact.seats)}: {by}", "bold green"


def _closed(fact: VacancyClosed) -> Line:
    return name_of(fact.commune), f"cierra con {fact.filled} de {_seats(fact.seats)}: {fact.why.text}", "bold red"


def _leased(fact: SeatLeased) -> Line:
    because = ", ".join(fact.because)
    what = f"cupo {fact.seat} reservado para {fact.candidate_ref[:10]} de {name_of(fact.candidate_commune)} ({because})"
    return name_of(fact.commune), what, "green"


def _released(fact: SeatReleased) -> Line:
    who = f"{fact.candidate_ref[:10]} de {name_of(fact.candidate_commune)}"
    return name_of(fact.commune), f"cupo {fact.seat} liberado, lo tenía {who}: {fact.why.text}", "magenta"


def _placed(fact: PlacementDeclared) -> Line:
    credit = ", ".join(f"{name_of(cut)} {part / 10:.0f} %" for cut, part in sorted(fact.credit.items()))
    who = f"{fact.candidate_ref[:10]} de {name_of(fact.candidate_commune)}"
    return name_of(fact.commune), f"colocación en el cupo {fact.seat}: {who}; crédito {credit}", "bold green"


def _offered(fact: OfferMade) -> Line:
    best = fact.candidates[0].score
    more = "" if fact.complete else "; hay más si hacen falta"
    people = count(len(fact.candidates), "persona", "personas")
    return name_of(fact.commune), f"ofrece {people} (mejor puntaje {best} de 1.000{more})", "cyan"


def _declined(fact: OfferDeclined) -> Line:
    return name_of(fact.commune), f"no tiene a quién ofrecer: {'; '.join(r.text for r in fact.reasons)}", "red"


def _withdrawn(fact: OfferWithdrawn) -> Line:
    people = count(len(fact.candidate_refs), "persona", "personas")
    return name_of(fact.commune), f"retira {people}: {fact.why.text}", "magenta"


def _given(fact: DisclosureGiven) -> Line:
    who = f"{fact.candidate_ref[:10]} de {name_of(fact.candidate_commune)}"
    what = f"recibe la identidad de {who}, que dio su consentimiento ({fact.purpose.text})"
    return name_of(fact.commune), f"{what}; hasta el {when(fact.expires_at)}", "bold cyan"


def _revoked(fact: DisclosureRevoked) -> Line:
    who = f"{fact.candidate_ref[:10]} de {name_of(fact.candidate_commune)}"
    return name_of(fact.commune), f"debe borrar la identidad de {who}: {fact.why.text}", "magenta"


def _fair(fact: FairScheduled) -> Line:
    return name_of(fact.commune), f"programa «{fact.title}» para el {when(fact.starts_at)}, {fact.place}", "bold blue"


def _listed(fact: FairListed) -> Line:
    what = f"lleva a «{fact.fair_title}» {_seats(fact.seats_left)} de «{fact.vacancy_title}»"
    return name_of(fact.commune), f"{what} de {name_of(fact.vacancy_commune)}", "bold blue"


def _joined(fact: CommuneJoined) -> Line:
    return fact.name, "se suma a la Mesa", "bold white"


def _changed(fact: CommuneChanged) -> Line:
    return fact.name, "cambia sus datos en la Mesa", "white"


def _left(fact: CommuneLeft) -> Line:
    return fact.name, "deja la Mesa", "bold red"


def _seats(number: int) -> str:
    return count(number, "cupo", "cupos")


TELLS: Mapping[type[Fact], Callable[[Any], Line]] = {
    VacancyPosted: _posted,
    VacancyAmended: _amended,
    VacancyUnfilled: _unfilled,
    VacancyFilled: _filled,
    VacancyClosed: _closed,
    SeatLeased: _leased,
    SeatReleased: _released,
    PlacementDeclared: _placed,
    OfferMade: _offered,
    OfferDeclined: _declined,
    OfferWithdrawn: _withdrawn,
    DisclosureGiven: _given,
    DisclosureRevoked: _revoked,
    FairScheduled: _fair,
    FairListed: _listed,
    CommuneJoined: _joined,
    CommuneChanged: _changed,
    CommuneLeft: _left,
}
