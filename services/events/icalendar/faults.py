"""Why a calendar is refused: a code, where, and the Spanish text that the officer reads. Never what an event says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

MOST_BYTES, MOST_LINES, MOST_STRETCHES = 2_000_000, 100_000, 2_000


class Code(StrEnum):
    """What is wrong with a calendar."""

    NOT_A_CALENDAR = "not_a_calendar"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    SERIES_TOO_FINE = "series_too_fine"
    SERIES_WITHOUT_END = "series_without_end"
    NO_SUCH_TIME_ZONE = "no_such_time_zone"
    BAD_EVENT = "bad_event"
    CALENDAR_TOO_SLOW = "calendar_too_slow"


TEXTS: Mapping[Code, str] = {
    Code.NOT_A_CALENDAR: "no es un calendario iCalendar (.ics) completo",
    Code.TOO_LARGE: "es demasiado grande: se aceptan hasta 2 MB y 100.000 líneas. Publique solo los próximos meses",
    Code.TOO_MANY: "tiene más de 2.000 horarios en el período. Publique un período más corto",
    Code.SERIES_TOO_FINE: "se repite cada hora o más seguido; se aceptan repeticiones diarias o más espaciadas",
    Code.SERIES_WITHOUT_END: "se repite sin fin. Indique hasta qué fecha o cuántas veces se repite",
    Code.NO_SUCH_TIME_ZONE: "su zona horaria no se conoce. Use la de Chile continental (America/Santiago)",
    Code.BAD_EVENT: "no se entiende su fecha, su duración o su repetición. Corríjalo o elimínelo",
    Code.CALENDAR_TOO_SLOW: "tarda demasiado en leerse. Publique un período más corto o menos repeticiones",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """`position`: which event of the file, from 1, or None for the whole calendar; `day`: when it begins, if known."""

    code: Code
    position: int | None = None
    day: date | None = None

    @property
    def text(self) -> str:
        """For the officer, in Spanish."""
        if self.position is None:
            return f"El calendario {TEXTS[self.code]}"
        when = f" ({self.day:%d-%m-%Y})" if self.day else ""
        return f"Evento {self.position}{when}: {TEXTS[self.code]}"


class CalendarRefused(Exception):
    """The calendar has faults, and nothing of it is used: what is half known would make somebody look free."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    @classmethod
    def whole(cls, code: Code) -> Self:
        """For a fault of the calendar, not of one of its events."""
        return cls((Fault(code),))

    def __str__(self) -> str:
        return "\n".join(fault.text for fault in self.faults)
