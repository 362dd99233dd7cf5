"""What the reader of subscribed calendars asks of its own service; nobody else can ask it, by no door."""

from typing import ClassVar

from shared.contracts.envelope import Instant
from shared.contracts.intake import CalendarImport


class CalendarRefresh(CalendarImport):
    """A subscribed calendar was read. `asked_at`: which subscription it was, for by now there may be another."""

    WIRE: ClassVar[str] = "cl.mesa.calendar.refresh.v1"

    asked_at: Instant
