"""One fact as one line of Spanish, with a colour: for the story of a vacancy and for the demo as it happens."""

from collections.abc import Callable, Mapping
from typing import Any

from services.notifications.spanish import changed, count, name_of, names_of, when
from shared.contracts.agenda import FairListed, FairScheduled
from shared.contracts.communes import CommuneChanged, CommuneJoined, CommuneLeft
from shared.contracts.envelope import Fact
from shared.contracts.matching import (
    CopyAcknowledged,
    DisclosureGiven,
    DisclosureRevoked,
    OfferDeclined,
    OfferMade,
    OfferWithdrawn,
)
from shared.contracts.vacancies import (
    CallEnded,
    CallExtended,
    CallUnanswered,
    CandidateReferred,
    PlacementCorrected,
    PlacementDeclared,
    PlacementEnded,
    PlacementRefuted,
    PlacementUndone,
    PlacementVerified,
    SeatExtended,
    SeatLeased,
    SeatReleased,
    VacancyAmended,
    VacancyClosed,
    VacancyFilled,
    VacancyLinked,
    VacancyParted,
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
    now = f": ahora {_seats(fact.seats)}" if "seats" in fact.changed else ""
    return name_of(fact.commune), f"cambia {changed(fact.changed)}{now}", "white"


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
    whole = f"sus {_seats(fact.seats)}" if fact.seats > 1 else "su único cupo"
    return name_of(fact.commune), f"llena {whole}: {by}", "bold green"


def _closed(fact: VacancyClosed) -> Line:
    return name_of(fact.commune), f"cierra con {fact.filled} de {_seats(fact.seats)}: {fact.why.text}", "bold red"


def _linked(fact: VacancyLinked) -> Line:
    other = fact.twin_folio or fact.twin_of
    return name_of(fact.commune), f"queda unida a {other} de {name_of(fact.twin_commune)}: {fact.why.text}", "white"


def _parted(fact: VacancyParted) -> Line:
    return name_of(fact.commune), "queda separada y se publica por su cuenta", "white"


def _call_ended(fact: CallEnded) -> Line:
    who = f"respondieron {names_of(fact.answered)}" if fact.answered else "no respondió ninguna"
    return name_of(fact.commune), f"termina la ronda {fact.tier}: {who}. {fact.why.text}", "white"


def _unanswered(fact: CallUnanswered) -> Line:
    return name_of(fact.office), f"guardó silencio hasta el {when(fact.answer_by)}: {fact.code.text}", "bold red"


def _extended_call(fact: CallExtended) -> Line:
    who = names_of(fact.waiting_for)
    what = f"da plazo a {who} hasta el {when(fact.answer_by)}: el bus estuvo caído {fact.down_minutes} minutos hábiles"
    return name_of(fact.commune), what, "yellow"


def _extended_seat(fact: SeatExtended) -> Line:
    return name_of(fact.commune), f"extiende la reserva del cupo {fact.seat} hasta el {when(fact.expires_at)}", "white"


def _referred(fact: CandidateReferred) -> Line:
    return name_of(fact.commune), f"deriva a la empresa a {fact.candidate_ref[:10]}, cupo {fact.seat}", "white"


def _undone(fact: PlacementUndone) -> Line:
    return name_of(fact.commune), f"deshace la colocación del cupo {fact.seat}: {fact.why.text}", "magenta"


def _ended(fact: PlacementEnded) -> Line:
    what = f"anota que el trabajo del cupo {fact.seat} terminó el {fact.ended_on:%d-%m-%Y}: {fact.why.text}"
    return name_of(fact.commune), what, "white"


def _verified(fact: PlacementVerified) -> Line:
    what = f"verifica la colocación del cupo {fact.seat}: {fact.days} días cotizados en {fact.period}"
    return name_of(fact.commune), what, "bold green"


def _refuted(fact: PlacementRefuted) -> Line:
    what = f"no se confirma la colocación del cupo {fact.seat} en {fact.period}: {fact.why.text}"
    return name_of(fact.commune), what, "bold red"


def _corrected(fact: PlacementCorrected) -> Line:
    what = f"corrige el crédito del cupo {fact.seat}: {_shares(fact.before)} → {_shares(fact.credit)}"
    return name_of(fact.commune), f"{what}. {fact.why.text}", "white"


def _acknowledged(fact: CopyAcknowledged) -> Line:
    return name_of(fact.commune), f"tiene al día su copia: revisión {fact.revision}", "dim"


def _leased(fact: SeatLeased) -> Line:
    because = ", ".join(map(_because, fact.because))
    what = f"cupo {fact.seat} reservado para {fact.candidate_ref[:10]} de {name_of(fact.candidate_commune)} ({because})"
    return name_of(fact.commune), what, "green"


def _because(code: str) -> str:
    """A code of the decision in words; one that is not known here as it stands."""
    what, _, value = code.partition(":")
    if what == "reciprocity":
        balances, _, other = value.partition(":")
        mine, _, theirs = balances.partition(">")
        return (
            f"empate resuelto por reciprocidad: ha dado {_thousandths(mine)}, {name_of(other)} {_thousandths(theirs)}"
        )
    if what == "left":
        return f"{value} con más puntaje quedaron para otras vacantes que las necesitan más"
    words = {"resident": "residente", "score": "puntaje", "minutes": "minutos", "tier": "ronda"}
    return f"{words[what]} {value}".strip() if what in words else code


def _thousandths(text: str) -> str:
    """«1,5», «-1»: seats, as Chileans write decimals."""
    return f"{int(text) / 1000:g}".replace(".", ",")


def _released(fact: SeatReleased) -> Line:
    who = f"{fact.candidate_ref[:10]} de {name_of(fact.candidate_commune)}"
    return name_of(fact.commune), f"cupo {fact.seat} liberado, lo tenía {who}: {fact.why.text}", "magenta"


def _placed(fact: PlacementDeclared) -> Line:
    who = f"{fact.candidate_ref[:10]} de {name_of(fact.candidate_commune)}"
    what = f"colocación en el cupo {fact.seat}: {who}; crédito {_shares(fact.credit)}"
    return name_of(fact.commune), what, "bold green"


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


def _shares(credit: Mapping[str, int]) -> str:
    return ", ".join(f"{name_of(cut)} {part / 10:.0f} %" for cut, part in sorted(credit.items()))


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
    VacancyLinked: _linked,
    VacancyParted: _parted,
    CallEnded: _call_ended,
    CallUnanswered: _unanswered,
    CallExtended: _extended_call,
    SeatExtended: _extended_seat,
    CandidateReferred: _referred,
    PlacementUndone: _undone,
    PlacementEnded: _ended,
    PlacementVerified: _verified,
    PlacementRefuted: _refuted,
    PlacementCorrected: _corrected,
    CopyAcknowledged: _acknowledged,
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
