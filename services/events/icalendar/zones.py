"""Which time zone a calendar means: by its name, by Windows' name for it, else by the rules it brings itself."""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from services.events.icalendar.blocks import Block
from services.events.icalendar.rules import fault_of_rule
from shared.calendar import SANTIAGO

MOST_OF_THEIR_OWN = 20
PROBED = tuple(datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7))
_KNOWN = available_timezones()
_WITHOUT_ZONE = {"Z": UTC, "tzone://Microsoft/Utc": UTC}


class Zones:
    """The time zones of one calendar. A name that is known counts more than the rules beside it, which may be old."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._own: dict[str, Block] = {}
        for block in blocks:
            name = next((line.value for line in block.lines if line.name == "TZID"), "")
            self._own.setdefault(name, block)
        self._found: dict[str, tzinfo | None] = {"": SANTIAGO, **_WITHOUT_ZONE}

    def named(self, name: str) -> tzinfo | None:
        """The zone of that name, that of Chile for an empty one, or None if nobody knows it."""
        if name not in self._found:
            self._found[name] = _known(name) or self._by_own_rules(name)
        return self._found[name]

    def _by_own_rules(self, name: str) -> tzinfo | None:
        block = self._own.get(name)
        if block is None or len(self._own) > MOST_OF_THEIR_OWN:
            return None
        if any(line.name == "RRULE" and fault_of_rule(line.value, of_zone=True) for line in block.lines):
            return None
        kept = [line for line in block.lines if line.name != "TZID"]
        # our own name for it: theirs may hold anything
        text = "\r\n".join(["BEGIN:VTIMEZONE", "TZID:own", *(f"{o.name}:{o.value}" for o in kept), "END:VTIMEZONE"])
        try:
            read = Timezone.from_ical(text)
            zone = read.to_tz(lookup_tzid=False) if isinstance(read, Timezone) else None
            for moment in PROBED:
                moment.astimezone(zone)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
            return None
        return zone


def _known(name: str) -> ZoneInfo | None:
    """By its name in the tz database, also behind the path that some programs put before it, or by Windows' name."""
    name = WINDOWS_TO_OLSON.get(name, name)
    parts = name.split("/")
    for n in range(min(len(parts), 4)):
        last = "/".join(parts[n:])
        if last in _KNOWN and (n == 0 or "/" in last):
            return ZoneInfo(last)
    return None
