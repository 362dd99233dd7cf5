"""Prints facts as they arrive: one line each, seats that are given together in one line."""

from datetime import datetime

from rich.console import Console

from deploy.story.tell import line
from services.notifications.notices.texts import TEXTS
from services.notifications.notices.texts.words import shares
from shared.calendar import SANTIAGO
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.vacancies import CallEnded, PlacementDeclared, SeatExtended, SeatLeased
from shared.territory import name_of
from shared.text import count, short_day, when

Bundle = tuple[type[Fact], str, str]


class FactPrinter:
    """`print` each fact; `rest` once at the end, for those held back to be printed together."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._held: list[Envelope[Fact]] = []

    def print(self, envelope: Envelope[Fact]) -> None:
        # a fact without a notice is for the services and repeats what another shows; so does the end of a call
        if TEXTS[type(envelope.data)].notices is None or isinstance(envelope.data, CallEnded):
            return
        if self._held and _bundle(self._held[0].data) != _bundle(envelope.data):
            self.rest()
        self._held.append(envelope)
        if _bundle(envelope.data) is None:
            self.rest()

    def rest(self) -> None:
        """Print those that are held back."""
        if not self._held:
            return
        first = self._held[0]
        who, what, colour = line(first.data) if len(self._held) == 1 else together([e.data for e in self._held])
        self._held.clear()
        self._console.print(f"[dim]{clock(first.time)}[/]  [bold]{who:<11}[/] [{colour}]{what}[/]", highlight=False)


def clock(at: datetime) -> str:
    """«lun 12-01 17:00», local time."""
    return f"{short_day(at)} {at.astimezone(SANTIAGO):%H:%M}"


def together(facts: list[Fact]) -> tuple[str, str, str]:
    """One line for seats that were given or are held longer, or jobs that were declared, one after the other for one
    commune.
    """
    first = facts[0]
    if isinstance(first, SeatExtended):
        seats = count(len(facts), "reserva", "reservas")
        return name_of(first.commune), f"extiende {seats} de «{first.title}» hasta el {when(first.expires_at)}", "green"
    if not isinstance(first, SeatLeased | PlacementDeclared):
        raise TypeError(f"{type(first).__name__} is printed alone")
    finder, seats = name_of(first.candidate_commune), count(len(facts), "cupo", "cupos")
    if isinstance(first, PlacementDeclared):
        jobs = count(len(facts), "colocación", "colocaciones")
        what = f"declara {jobs} de {finder} en «{first.title}» (crédito: {shares(first.credit)})"
        return name_of(first.commune), what, "bold green"
    what = f"reserva {seats} de «{first.title}» para personas de {finder}"
    return name_of(first.commune), what, "green"


def _bundle(fact: Fact) -> Bundle | None:
    if isinstance(fact, SeatExtended):
        return type(fact), fact.vacancy_id, when(fact.expires_at)
    if isinstance(fact, SeatLeased | PlacementDeclared):
        return type(fact), fact.vacancy_id, fact.candidate_commune
    return None
