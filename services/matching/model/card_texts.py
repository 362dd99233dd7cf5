"""A card in Spanish, as an officer reads it out to the seeker."""

from collections.abc import Callable, Mapping

from services.matching.model.card import Card, Cost, Seen
from services.matching.model.change import ProfileChange, Side
from services.matching.model.score import ScorePart, contract, least_education, least_experience, most_pay
from services.matching.model.seeker import AHEAD
from services.matching.model.vacancy import Way
from shared.contracts.reasons import DeclineReason
from shared.contracts.vocabulary import LABELS as VOCABULARY
from shared.contracts.vocabulary import Contract, Education, Licence, Provenance, Shift, Transport, Word
from shared.occupations import NAMES
from shared.text import count, pesos

LABELS: Mapping[DeclineReason, str] = {
    DeclineReason.NO_PROFILE: "Oficio",
    DeclineReason.LICENCE: "Licencia de conducir",
    DeclineReason.EDUCATION: "Nivel educacional",
    DeclineReason.EXPERIENCE: "Experiencia",
    DeclineReason.SHIFT: "Turnos",
    DeclineReason.CONTRACT: "Tipo de contrato",
    DeclineReason.PAY_BELOW_FLOOR: "Sueldo",
    DeclineReason.DISTANCE: "Distancia",
    DeclineReason.NOT_AVAILABLE_YET: "Disponibilidad",
}
PARTS = {
    "occupation": "Oficio",
    "education": "Educación",
    "experience": "Experiencia",
    "way": "Cercanía",
    "waiting": "Tiempo de espera",
}


def summary(card: Card, why_not: str = "") -> str:
    """Whether the seeker fits, and if not, which limits fail. `why_not`: why they cannot be offered now, fit or not."""
    text = _fits(card)
    return f"{text} Ahora no se puede ofrecer: {why_not[:1].lower()}{why_not[1:]}." if why_not else text


def _fits(card: Card) -> str:
    if card.fit:
        return f"Calza con la vacante: {card.fit.score} de 1.000 puntos."
    failed = ", ".join(LABELS[check.limit].lower() for check in card.checks if not check.passes)
    near = f" {change_text(card.change, card.seen)}" if card.change else " No basta con un solo cambio."
    return f"No calza por: {failed}.{near}"


def way_text(way: Way | None) -> str:
    """The minutes of the way and their provenance."""
    if way is None:
        return "No se sabe cuánto demora el viaje"
    if way.provenance == Provenance.SAME_COMMUNE:
        return "En la misma comuna"
    said = VOCABULARY[Provenance].get(way.provenance)
    return f"{way.minutes} minutos de ida" + (f" ({said})" if said else "")


def cost_text(cost: Cost, seen: Seen) -> str:
    """The cost of the way and its share of the pay; for a way that costs nothing, its minutes."""
    by = _by(seen.profile.transport)
    if cost.pesos == 0 and seen.way:
        takes = count(seen.way.minutes, "minuto", "minutos")
        return f"{by[:1].upper()}{by[1:]}: el viaje no cuesta, pero demora {takes}"
    text = f"Viajar cuesta cerca de {pesos(cost.pesos)} al mes {by} (estimado)"
    if cost.pay is None:
        return f"{text}; la vacante no dice el sueldo"
    return f"{text}: {cost.percent} % del sueldo de {pesos(cost.pay)}"


def _by(transport: Transport) -> str:
    """The mode of transport within a sentence: `en bicicleta`, but `a pie`."""
    name = transport.label[:1].lower() + transport.label[1:]
    return name if transport is Transport.WALK else f"en {name}"


def part_text(part: ScorePart) -> str:
    """A part of the score with the reason for its points."""
    kind, _, value = part.code.partition(":")
    match part.name, kind:
        case _, "uncoded":
            why = "la vacante no tiene código de oficio: todos reciben lo mismo"
        case "occupation", _:
            why = f"coinciden {value} de 4 dígitos del código de oficio"
        case "education", "enough":
            why = "alcanza lo que se pide"
        case "education", _:
            why = "un escalón bajo lo que se pide"
        case "experience", _:
            why = count(int(value), "año", "años")
        case _, "unknown":
            why = "no se sabe la distancia: puntaje intermedio"
        case "way", _:
            why = f"{value} minutos de ida"
        case _:
            why = f"espera hace {count(int(value), 'día', 'días')}"
    return f"{PARTS[part.name]}: {part.points} de {part.most} ({why})"


def check_text(limit: DeclineReason, seen: Seen) -> str:
    """What the vacancy wants and what the seeker has, for one limit."""
    asked, has = _CHECKS[limit](seen)
    return f"Vacante: {asked or 'no lo pide'}. Persona: {has}."


def change_text(change: ProfileChange, seen: Seen) -> str:
    """The change as a condition, with the score that it would lead to."""
    return f"Calzaría con {change.score} puntos si {_change(change, seen)}."


def _change(change: ProfileChange, seen: Seen) -> str:
    theirs = change.side is Side.SEEKER
    match change.limit:
        case DeclineReason.PAY_BELOW_FLOOR:
            least = pesos(change.amount)
            return (
                f"aceptara {least} menos" if theirs else f"el sueldo subiera {least}, a {pesos(seen.profile.pay_floor)}"
            )
        case DeclineReason.DISTANCE:
            return f"pudiera viajar {count(change.amount, 'minuto', 'minutos')} más"
        case DeclineReason.NOT_AVAILABLE_YET:
            return f"estuviera disponible {count(change.amount, 'día', 'días')} antes"
        case DeclineReason.EXPERIENCE:
            return f"la vacante pidiera {count(int(change.what), 'año', 'años')} de experiencia"
        case DeclineReason.EDUCATION:
            return f"{'tuviera' if theirs else 'la vacante pidiera'} {_lower(Education(change.what))}"
        case DeclineReason.LICENCE:
            return f"{'tuviera' if theirs else 'la vacante no pidiera'} licencia {_lower(Licence(change.what))}"
        case DeclineReason.SHIFT:
            return f"{'aceptara el' if theirs else 'la vacante no tuviera'} turno: {_lower(Shift(change.what))}"
        case _:
            return f"{'aceptara' if theirs else 'la vacante ofreciera'}: {_lower(Contract(change.what))}"


def _occupation(seen: Seen) -> tuple[str, str]:
    asked = f"oficio {_code(seen.wanted.occupation.code)}" if seen.wanted.occupation else ""
    return asked, ", ".join(map(_code, seen.profile.occupations)) or "sin oficio registrado"


def _code(code: str) -> str:
    return f"{code} {NAMES.get(code, '')}".rstrip()


def _pay(seen: Seen) -> tuple[str, str]:
    most, floor = most_pay(seen.wanted), seen.profile.pay_floor
    asked = f"paga hasta {pesos(most)}" if most else "no dice el sueldo"
    return asked, f"espera al menos {pesos(floor)}" if floor else "sin mínimo"


def _way(seen: Seen) -> tuple[str, str]:
    far = f"queda a {seen.way.minutes} minutos" if seen.way else "no se sabe a cuánto queda"
    return far, f"viaja hasta {count(seen.profile.max_minutes, 'minuto', 'minutos')}"


def _start(seen: Seen) -> tuple[str, str]:
    day = seen.profile.available_from
    has = f"disponible desde el {day:%d-%m-%Y}" if day else "disponible desde ya"
    return f"puede esperar {AHEAD.days} días", has


def _education(seen: Seen) -> tuple[str, str]:
    asked, least = seen.wanted.education, least_education(seen.wanted)
    near = " (pasa un escalón menos)" if asked and least < asked.rank else ""
    return f"{_lower(asked)}{near}" if asked else "", _lower(seen.profile.education)


def _experience(seen: Seen) -> tuple[str, str]:
    years, least = seen.wanted.experience_years, least_experience(seen.wanted)
    asked = f"{count(years, 'año', 'años')} (pasa desde {least})" if years else ""
    return asked, count(seen.profile.experience_years, "año", "años")


def _contract(seen: Seen) -> tuple[str, str]:
    asked = contract(seen.wanted)
    return _lower(asked) if asked else "", f"acepta {_all(seen.profile.contracts, 'cualquiera')}"


def _shift(seen: Seen) -> tuple[str, str]:
    cannot = _all(seen.profile.cannot)
    return _all(seen.wanted.shifts), f"no puede: {cannot}" if cannot else "puede en todos los turnos"


def _licence(seen: Seen) -> tuple[str, str]:
    return _all(seen.wanted.licences), _all(seen.profile.licences, "sin licencia")


_CHECKS: Mapping[DeclineReason, Callable[[Seen], tuple[str, str]]] = {
    DeclineReason.NO_PROFILE: _occupation,
    DeclineReason.LICENCE: _licence,
    DeclineReason.EDUCATION: _education,
    DeclineReason.EXPERIENCE: _experience,
    DeclineReason.SHIFT: _shift,
    DeclineReason.CONTRACT: _contract,
    DeclineReason.PAY_BELOW_FLOOR: _pay,
    DeclineReason.DISTANCE: _way,
    DeclineReason.NOT_AVAILABLE_YET: _start,
}


def _all(words: tuple[Word, ...], none: str = "") -> str:
    return ", ".join(map(_lower, words)) or none


def _lower(word: Word) -> str:
    """The label within a sentence; the letter of a licence keeps its case."""
    return word.label[:1].lower() + word.label[1:]
