"""A fair or encuentro as everybody may see it: no people, no employer by name, nothing that only offices know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.events.icalendar.writing import Entry
from services.events.model.activities import State
from services.events.queries.calendars import COLUMNS_OF_ENTRY, entry_of
from shared.contracts.agenda import ActivityKind
from shared.postgres.reader import Reader


@dataclass(frozen=True, slots=True)
class Party:
    """A commune that takes part: its CUT code and name."""

    cut: str
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a poster says. `commune`: the name of where it is held; `companies`: those that will come, counted.

    `moved_from`: when it would have begun before it was moved the last time; None if its time was never changed.
    `seats`: left in the vacancies on its list. `hosts`: names, who invites first. `party`: who hosts or is invited.
    """

    activity_id: str
    kind: ActivityKind
    title: str
    place: str
    commune: str
    starts_at: datetime
    ends_at: datetime
    moved_from: datetime | None
    state: State
    hosts: tuple[str, ...]
    party: tuple[Party, ...]
    companies: int
    seats: int


async def shown(read: Reader, activity_id: str) -> Shown | None:
    """A fair or encuentro, whatever has become of it; None for what does not exist, a meeting or a visit alike."""
    row = await read.row(_SHOWN, activity_id)
    if row is None:
        return None
    party = await read.rows(_PARTY, activity_id)
    known: dict[str, Any] = {**row, "kind": ActivityKind(row["kind"]), "state": State(row["state"])}
    return Shown(
        **known,
        hosts=tuple(one["name"] for one in party if one["hosts"]),
        party=tuple(Party(one["commune"], one["name"]) for one in party),
    )


async def entry(read: Reader, activity_id: str) -> Entry | None:
    """The same as an entry of a calendar; None as above."""
    row = await read.row(_ENTRY, activity_id)
    return entry_of(row) if row else None


_PUBLIC = "a.activity_id = $1 AND a.kind IN ('fair', 'encuentro')"

_SHOWN = f"""
SELECT a.activity_id, a.kind, a.title, a.place, m.name AS commune, a.starts_at, a.ends_at, a.moved_from, a.state,
       (SELECT count(*) FROM guest g WHERE g.activity_id = a.activity_id AND g.reply = 'confirmed') AS companies,
       (SELECT coalesce(sum(s.seats_left), 0) FROM stranded s WHERE s.fair_id = a.activity_id AND NOT s.gone) AS seats
FROM activity a JOIN member m ON m.commune = a.commune WHERE {_PUBLIC}
"""
_PARTY = """
SELECT m.commune, m.name, m.commune = ANY(a.co_hosts || a.commune) AS hosts
FROM activity a JOIN member m ON m.commune = ANY(a.co_hosts || a.invited || a.commune)
WHERE a.activity_id = $1 ORDER BY m.commune <> a.commune, NOT m.commune = ANY(a.co_hosts), m.name
"""
_ENTRY = f"SELECT {COLUMNS_OF_ENTRY} FROM activity a WHERE {_PUBLIC}"
