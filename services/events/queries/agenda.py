"""What an agenda is made of, as people read it: venues, people and vehicles, busy times, clashes."""

from datetime import datetime

import orjson

from shared.contracts.agenda import ClashKind, Standing
from shared.contracts.intake import OpenHours, PersonRole, ResourceKind, VenueKind
from shared.postgres.reader import Reader
from shared.views import View


class VenueView(View):
    """A place that can be booked."""

    venue_id: str
    """Its id."""
    commune: str
    """CUT code of its commune."""
    name: str
    """Its name."""
    place: str
    """Its address."""
    kind: VenueKind
    """What kind of place it is."""
    capacity: int
    """How many people it holds."""
    opens: list[OpenHours]
    """When it can be had; without any, whenever the office works."""
    open: bool
    """Whether it can be booked at all."""


class ResourceView(View):
    """Somebody or something of an office that must be free."""

    resource_id: str
    """Its id."""
    commune: str
    """CUT code of its commune."""
    kind: ResourceKind
    """What it is."""
    label: str | None
    """What the office calls it inside."""
    role: PersonRole | None
    """Of a person: what they are."""
    employer: str | None
    """Of an employer: its name."""
    opens: list[OpenHours]
    """When it can be had; without any, whenever the office works."""
    active: bool
    """Whether it can be had at all."""


class BusyView(View):
    """When somebody is busy; with what is not known here."""

    busy_id: str
    """The id under which it was entered."""
    commune: str
    """CUT code of the commune that entered it."""
    owner: str
    """Who is busy: the id of a resource or venue, or the CUT code of a whole office."""
    starts_at: datetime
    """From."""
    ends_at: datetime
    """Until."""


class ClashView(View):
    """What does not fit together."""

    clash_id: str
    """Its id."""
    kind: ClashKind
    """What does not fit together."""
    activities: list[Standing]
    """The activities it is between, as they stood when it was found."""
    communes: list[str]
    """CUT codes of the communes that it concerns."""
    text: str
    """What does not fit, in Spanish."""
    state: str
    """`open`, `accepted` or `resolved`."""
    accepted_by: str | None
    """CUT code of the commune whose officer lets it stand."""
    why: str | None
    """Why it may stand."""


async def venues(read: Reader, commune: str | None, limit: int, after: str | None) -> list[VenueView]:
    """The venues of a commune or of all, by commune and name."""
    found = await read.rows(_VENUES, commune, limit, after)
    return [VenueView(**{**row, "opens": orjson.loads(row["opens"])}) for row in found]


async def venue(read: Reader, venue_id: str) -> VenueView | None:
    row = await read.row(_VENUE, venue_id)
    return VenueView(**{**row, "opens": orjson.loads(row["opens"])}) if row else None


async def venue_exists(read: Reader, venue_id: str) -> bool:
    return await read.exists("SELECT 1 FROM venue WHERE venue_id = $1", venue_id)


async def resources(read: Reader, commune: str, limit: int, after: str | None) -> list[ResourceView]:
    """What an office has, by kind."""
    found = await read.rows(_RESOURCES, commune, limit, after)
    return [ResourceView(**{**row, "opens": orjson.loads(row["opens"])}) for row in found]


async def resource_exists(read: Reader, resource_id: str) -> bool:
    return await read.exists("SELECT 1 FROM resource WHERE resource_id = $1", resource_id)


async def busy(read: Reader, commune: str | None, since: datetime, until: datetime) -> list[BusyView]:
    """Who is busy within a time, the earliest first; the first thousand."""
    return [BusyView(**row) for row in await read.rows(_BUSY, commune, since, until)]


async def clashes(read: Reader, commune: str | None, every: bool, limit: int, after: str | None) -> list[ClashView]:
    """The clashes that concern a commune or any, those that are open first."""
    found = await read.rows(_CLASHES, commune, every, limit, after)
    return [ClashView(**{**row, "activities": orjson.loads(row["activities"])}) for row in found]


async def clash_exists(read: Reader, clash_id: str) -> bool:
    return await read.exists("SELECT 1 FROM clash WHERE clash_id = $1", clash_id)


_VENUE = "SELECT venue_id, commune, name, place, kind, capacity, opens, open FROM venue WHERE venue_id = $1"
_VENUES = """
SELECT venue_id, commune, name, place, kind, capacity, opens, open FROM venue
WHERE ($1::text IS NULL OR commune = $1)
  AND ($3::text IS NULL OR (commune, name, venue_id) > (SELECT commune, name, venue_id FROM venue WHERE venue_id = $3))
ORDER BY commune, name, venue_id LIMIT $2
"""
_RESOURCES = """
SELECT resource_id, commune, kind, label, role, employer, opens, active FROM resource
WHERE commune = $1
  AND ($3::text IS NULL OR (kind, resource_id) > (SELECT kind, resource_id FROM resource WHERE resource_id = $3))
ORDER BY kind, resource_id LIMIT $2
"""
_BUSY = """
SELECT busy_id, commune, owner, lower(d) AS starts_at, upper(d) AS ends_at
FROM busy, unnest(during * tstzmultirange(tstzrange($2, $3))) AS d
WHERE ($1::text IS NULL OR commune = $1) AND during && tstzrange($2, $3)
ORDER BY lower(d), busy_id LIMIT 1000
"""
_CLASHES = """
SELECT clash_id, kind, activities, communes, text, state, accepted_by, why FROM clash
WHERE ($1::text IS NULL OR $1 = ANY(communes)) AND ($2 OR state = 'open')
  AND ($4::text IS NULL
       OR (state <> 'open', clash_id) > (SELECT state <> 'open', clash_id FROM clash WHERE clash_id = $4))
ORDER BY state <> 'open', clash_id LIMIT $3
"""
