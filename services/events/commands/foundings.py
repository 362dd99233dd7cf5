"""Commands about founding a Mesa: begin, say what one brings, write the vision, agree to it."""

from collections.abc import Callable
from datetime import datetime

from services.events.commands.guards import faults_of_communes, require_at_table, require_none
from services.events.model import foundings
from services.events.model.foundings import Founding, Note
from services.events.model.offices import Office
from shared.contracts.agenda import FoundingFact
from shared.contracts.envelope import Envelope
from shared.contracts.intake import FoundingAgree, FoundingNote, FoundingStart, FoundingVision
from shared.contracts.intake.founding import AboutFounding
from shared.messaging.decisions import Decision, LoadedAggregates, reject
from shared.territory import names_of


def start_founding(aggregates: LoadedAggregates, command: Envelope[FoundingStart], now: datetime) -> Decision:
    """Neighbours begin. Of the same communes nothing begins twice, whoever asks."""
    asked = command.data
    require_at_table(aggregates, asked.commune)
    require_none(faults_of_communes(aggregates, asked.communes, "communes"))
    if len(asked.party) == 1:
        raise reject("nobody_invited", "Nombre a una comuna además de la suya", "communes")
    founding_id = foundings.id_of(asked.party)
    result = {"founding_id": founding_id}
    if aggregates.get(Founding, founding_id) is not None:
        return Decision(result=result)
    offices = {office.commune: office for office in aggregates.all(Office)}
    if far := foundings.apart(asked.party, offices):
        text = f"A más de {foundings.NEAR_MINUTES} minutos de las demás: {names_of(far)}"
        raise reject("not_neighbours", text, "communes")
    founding = Founding(founding_id, asked.commune, asked.party, now)
    return Decision((founding,), (foundings.started(founding),), result)


def note_founding(aggregates: LoadedAggregates, command: Envelope[FoundingNote], now: datetime) -> Decision:
    """What an office is interested in, what worries it, what it will do; said again, the last counts."""
    asked = command.data
    known = _of_party(aggregates, asked)
    note = Note(asked.interests, asked.worries, asked.will_do)
    if known.notes.get(asked.commune) == note:
        return _unchanged(known)
    return _changed(known.noted(asked.commune, note), asked.commune, foundings.noted)


def write_vision(aggregates: LoadedAggregates, command: Envelope[FoundingVision], now: datetime) -> Decision:
    """A text to which the others agree or not. Of two that write at once the second reads the first one's before."""
    asked = command.data
    known = _of_party(aggregates, asked)
    if known.vision == asked.text:
        return _unchanged(known)
    _require_version(known, asked.replaces, "replaces")
    after = known.envisioned(asked.commune, asked.text)
    return _changed(after, asked.commune, lambda f, cut: foundings.envisioned(f, cut, asked.text))


def agree_vision(aggregates: LoadedAggregates, command: Envelope[FoundingAgree], now: datetime) -> Decision:
    """An office agrees to the vision as it is now."""
    asked = command.data
    known = _of_party(aggregates, asked)
    _require_version(known, asked.version, "version")
    if asked.commune in known.agreed:
        return _unchanged(known)
    return _changed(known.agreed_by(asked.commune), asked.commune, foundings.agreed)


def _of_party(aggregates: LoadedAggregates, asked: AboutFounding) -> Founding:
    """The founding that a request names, if who asks is one of those that found. Raises Rejected."""
    require_at_table(aggregates, asked.commune)
    known = aggregates.get(Founding, asked.founding_id)
    if known is None:
        raise reject("unknown_founding", f"No existe la fundación {asked.founding_id}", "founding_id")
    if asked.commune not in known.communes:
        raise reject("not_of_the_party", "Su comuna no está entre las que fundan", "commune")
    return known


def _require_version(known: Founding, version: int, field: str) -> None:
    if version != known.version:
        last = f"Va en la versión {known.version}" if known.version else "Todavía no hay visión"
        raise reject("version_mismatch", f"{last}: léala de nuevo", field)


def _unchanged(known: Founding) -> Decision:
    return Decision(result={"founding_id": known.founding_id})


def _changed(after: Founding, commune: str, told: Callable[[Founding, str], FoundingFact]) -> Decision:
    return Decision((after,), (told(after, commune),), {"founding_id": after.founding_id})
