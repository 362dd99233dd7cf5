"""The columns of a matter by which lists are filtered and ordered; what its state says besides is read with it."""

from datetime import date, datetime, time
from typing import NamedTuple

from services.notifications.board.matters import (
    Activity,
    Agreement,
    Card,
    Clash,
    Commune,
    Counter,
    DateMatter,
    Employer,
    Founding,
    Plan,
    Question,
    Rendition,
    State,
    Vacancy,
)
from shared.calendar import SANTIAGO
from shared.territory import name_of
from shared.text import listed


class Row(NamedTuple):
    """A matter without a `stage` is shown nowhere. `starts_at`: on which day of the agenda it stands."""

    commune: str | None
    stage: str | None
    title: str
    folio: str | None = None
    starts_at: datetime | None = None
    party: tuple[str, ...] = ()
    words: str = ""
    """What a search looks through besides the title."""


def row_of(state: State) -> Row:
    """The columns of a state. Raises TypeError for one that is no matter."""
    match state:
        case Vacancy():
            return Row(state.commune, state.stage, state.title, state.folio)
        case Employer():
            return Row(None, "known", state.name)
        case Commune():
            return Row(state.commune, "at_table" if state.at_table else "left", state.name)
        case Counter():
            return Row(state.commune, None, "")
        case _:
            return _of_the_agenda(state)


def _of_the_agenda(state: State) -> Row:
    match state:
        case Activity():
            words = f"{state.place} {state.employer or ''}"
            return Row(state.commune, state.stage, state.title, None, state.starts_at, state.party, words)
        case DateMatter():
            party = tuple(dict.fromkeys((state.commune, *state.invited)))
            return Row(state.commune, state.stage, state.title, party=party)
        case Clash():
            first = min(one.starts_at for one in state.activities)
            return Row(None, state.stage, state.text, None, first, state.communes)
        case Agreement():
            party = tuple(dict.fromkeys((state.owner, state.commune)))
            return Row(state.owner, state.stage, state.what, None, _day(state.due_on), party, state.title)
        case Rendition():
            return Row(state.commune, state.stage, state.what, None, _day(state.due_on), (state.commune,))
        case _:
            return _of_help(state)


def _of_help(state: State) -> Row:
    match state:
        case Question():
            answers = " ".join(one.text for one in state.answers.values())
            words = f"{state.details or ''} {answers} {state.code} {state.code.meaning}"
            return Row(state.commune, state.stage, state.question, party=state.party, words=words)
        case Card():
            words = f"{' '.join(state.words)} {state.text} {state.code} {state.code.meaning}"
            return Row(state.commune, "published" if state.version else None, state.title, words=words)
        case Founding():
            return Row(state.commune, state.stage, f"Mesa de {listed([name_of(cut) for cut in state.communes])}")
        case Plan():
            return Row(None, "set", f"Plan {state.year}")
        case _:
            raise TypeError(type(state).__name__)


def _day(day: date) -> datetime:
    return datetime.combine(day, time(), SANTIAGO)
