"""A calendar taken apart into events and time zones, with only those lines of them that say when somebody is busy."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.events.icalendar.faults import MOST_BYTES, MOST_LINES, CalendarRefused, Code

DEEPEST = 5
"""VCALENDAR, VEVENT, PARTICIPANT, VLOCATION and one more: no known calendar has a part within more parts."""

_TIMES = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "FREEBUSY"}
KEPT = frozenset({*_TIMES, "UID", "STATUS", "TRANSP", "TZID", "TZOFFSETFROM", "TZOFFSETTO"})
"""All else is dropped before anything is parsed: titles, places and people cannot leak, nor their faults matter."""

_FOLD = re.compile(rb"(?:\r\n|\n|\r)[ \t]")
_LINE = re.compile(r"""([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:])*)*):(.*)""", re.DOTALL)
_PARAMETER = re.compile(r""";([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:])*)""")


@dataclass(frozen=True, slots=True)
class Line:
    """One property: `name` and the names in `parameters` in capitals, `value` as it was written."""

    name: str
    value: str
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Block:
    """`kind`: VEVENT, VFREEBUSY or VTIMEZONE; `position`: which of the first two in the file, from 1.

    Of an event its own lines without those of its alarms; of a zone all, with BEGIN and END of its parts.
    """

    kind: str
    position: int
    lines: list[Line] = field(default_factory=list)


def blocks_of(text: bytes) -> list[Block]:
    """The parts of a calendar, or of several in one file. Raises CalendarRefused if it is none or not whole."""
    if len(text) > MOST_BYTES or len(re.findall(rb"\r\n|\n|\r", text)) > MOST_LINES:
        raise CalendarRefused.whole(Code.TOO_LARGE)
    # lines are put together as octets, for some writers fold within a letter
    lines = _FOLD.sub(b"", text).decode("utf-8-sig", "replace")
    return _Nesting().read(line for line in re.split(r"\r\n|\n|\r", lines) if line.strip())


class _Nesting:
    """Where in the calendar the reading stands."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.blocks: list[Block] = []
        self.block: Block | None = None
        self.positions = 0

    def read(self, lines: Iterator[str]) -> list[Block]:
        found = False
        for text in lines:
            name, _, rest = text.partition(":")
            word = name.strip().upper()
            if word == "BEGIN":
                self._begin(rest.strip().upper())
                found = True
            elif word == "END":
                self._end(rest.strip().upper())
            else:
                self._property(text)
        if self.open or not found:
            raise CalendarRefused.whole(Code.NOT_A_CALENDAR)
        return self.blocks

    def _begin(self, kind: str) -> None:
        if (kind == "VCALENDAR") == bool(self.open) or len(self.open) >= DEEPEST:
            raise CalendarRefused.whole(Code.NOT_A_CALENDAR)
        if len(self.open) == 1 and kind in ("VEVENT", "VFREEBUSY", "VTIMEZONE"):
            self.positions += kind != "VTIMEZONE"
            self.block = Block(kind, self.positions)
            self.blocks.append(self.block)
        elif self.block and self.block.kind == "VTIMEZONE":
            self.block.lines.append(Line("BEGIN", kind))
        self.open.append(kind)

    def _end(self, kind: str) -> None:
        if not self.open or self.open.pop() != kind:
            raise CalendarRefused.whole(Code.NOT_A_CALENDAR)
        if len(self.open) == 1:
            self.block = None
        elif self.block and self.block.kind == "VTIMEZONE":
            self.block.lines.append(Line("END", kind))

    def _property(self, text: str) -> None:
        if not self.open:
            raise CalendarRefused.whole(Code.NOT_A_CALENDAR)
        if self.block and (len(self.open) == 2 or self.block.kind == "VTIMEZONE"):
            line = _line_of(text)
            if line:
                self.block.lines.append(line)


def _line_of(text: str) -> Line | None:
    name = re.split("[;:]", text, maxsplit=1)[0].strip().upper()
    if name not in KEPT:
        return None
    whole = _LINE.fullmatch(text)
    if not whole:
        # an unreadable line of those that count is kept, and found to be a fault of its event
        return Line(name, "")
    parameters = {key.upper(): value.strip('"') for key, value in _PARAMETER.findall(whole[2])}
    return Line(name, whole[3].strip(), parameters)
