"""How the aggregates of events are stored: their columns, and each row read and written."""

from datetime import datetime
from typing import Any

import orjson
from pydantic import TypeAdapter

from services.events.model import activities, clashes, dates
from services.events.model.activities import Activity
from services.events.model.clashes import Clash
from services.events.model.dates import DateProposal
from services.events.model.listing import UnfilledVacancy
from services.events.model.offices import Office
from services.events.model.resources import Busy, Resource, Venue
from shared.contracts.agenda import ActivityKind, ClashKind, DateOption, Standing, Vote
from shared.contracts.communes import OmilType
from shared.contracts.intake import OpenHours, PersonRole, ResourceKind, VenueKind
from shared.postgres.columns import row_of

OFFICE = "commune, name, at_table, minutes, omil_type, email"
VENUE = "venue_id, commune, name, place, kind, capacity, opens, open"
RESOURCE = "resource_id, commune, kind, label, role, employer, opens, active"
BUSY = (
    "busy_id, commune, owner, ARRAY(SELECT lower(d) FROM unnest(during) AS d) AS begins,"
    " ARRAY(SELECT upper(d) FROM unnest(during) AS d) AS ends"
)
ACTIVITY = (
    "activity_id, kind, commune, title, place, starts_at, ends_at, venue_id, co_hosts, invited, resources, expected, "
    "employer, proposal_id, sequence, state, attended, employers, summary, followed_up, monthly, "
    "skip_months, purpose, looked_at, learned"
)
PROPOSAL = (
    "proposal_id, commune, kind, title, invited, options, quorum, answer_by, employer, votes, answered_at, state, "
    "activity_id, monthly, skip_months"
)
CLASH = "clash_id, kind, activities, communes, text, state, accepted_by, why"
UNFILLED = "vacancy_id, commune, title, seats_left, valid_through, fair_id, gone"
"""The columns of each table, as they are read: named, so that a column that a newer version adds breaks nothing."""

_OPENS = TypeAdapter(tuple[OpenHours, ...])
_OPTIONS = TypeAdapter(tuple[DateOption, ...])
_VOTES = TypeAdapter(dict[str, tuple[Vote, ...]])
_STANDING = TypeAdapter(tuple[Standing, ...])


def office(row: Any) -> Office:
    minutes, kind = orjson.loads(row["minutes"]), OmilType(row["omil_type"])
    return Office(row["commune"], row["name"], row["at_table"], minutes, kind, row["email"])


def of_office(o: Office) -> tuple[Any, ...]:
    return o.commune, o.name, o.at_table, orjson.dumps(dict(o.minutes)).decode(), o.omil_type, o.email


def venue(row: Any) -> Venue:
    return Venue(**{**row, "kind": VenueKind(row["kind"]), "opens": _OPENS.validate_json(row["opens"])})


def of_venue(v: Venue) -> tuple[Any, ...]:
    return (v.venue_id, v.commune, v.name, v.place, v.kind, v.capacity, _OPENS.dump_json(v.opens).decode(), v.open)


def resource(row: Any) -> Resource:
    role = PersonRole(row["role"]) if row["role"] else None
    known = {"kind": ResourceKind(row["kind"]), "role": role, "opens": _OPENS.validate_json(row["opens"])}
    return Resource(**{**row, **known})


def of_resource(r: Resource) -> tuple[Any, ...]:
    opens = _OPENS.dump_json(r.opens).decode()
    return (r.resource_id, r.commune, r.kind, r.label, r.role, r.employer, opens, r.active)


def busy(row: Any) -> Busy:
    return Busy(row["busy_id"], row["commune"], row["owner"], tuple(zip(row["begins"], row["ends"], strict=True)))


def of_busy(b: Busy) -> tuple[Any, ...]:
    return b.busy_id, b.commune, b.owner, multirange(b.stretches)


def multirange(stretches: Any) -> str:
    """`(from, until)` pairs as PostgreSQL writes a tstzmultirange."""
    return "{" + ",".join(f"[{begins.isoformat()},{ends.isoformat()})" for begins, ends in stretches) + "}"


def activity(row: Any) -> Activity:
    lists = {name: tuple(row[name]) for name in ("co_hosts", "invited", "resources", "attended", "skip_months")}
    kinds = {"kind": ActivityKind(row["kind"]), "state": activities.State(row["state"])}
    return Activity(**{**row, **lists, **kinds})


def of_activity(a: Activity) -> tuple[Any, ...]:
    first = (a.activity_id, a.kind, a.commune, a.title, a.place, a.starts_at, a.ends_at, a.venue_id)
    lists = (" ".join(a.co_hosts), " ".join(a.invited), " ".join(a.resources))
    more = (a.expected, a.employer, a.proposal_id, a.sequence, a.state)
    return (*first, *lists, *more, " ".join(a.attended), a.employers, a.summary, a.followed_up, *_more(a))


def _more(a: Activity) -> tuple[Any, ...]:
    return a.monthly, " ".join(map(str, a.skip_months)), a.purpose, a.looked_at, a.learned


def proposal(row: Any) -> DateProposal:
    known = {
        "kind": ActivityKind(row["kind"]),
        "invited": tuple(row["invited"]),
        "options": _OPTIONS.validate_json(row["options"]),
        "votes": _VOTES.validate_json(row["votes"]),
        "state": dates.State(row["state"]),
        "skip_months": tuple(row["skip_months"]),
    }
    return DateProposal(**{**row, **known})


def of_proposal(p: DateProposal) -> tuple[Any, ...]:
    options, votes = _OPTIONS.dump_json(p.options).decode(), _VOTES.dump_json(dict(p.votes)).decode()
    first = (p.proposal_id, p.commune, p.kind, p.title, " ".join(p.invited), options, p.quorum, p.answer_by)
    due_at: datetime | None = p.due_at
    return (*first, p.employer, votes, p.answered_at, p.state, p.activity_id, due_at, p.monthly, _months(p))


def _months(p: DateProposal) -> str:
    return " ".join(map(str, p.skip_months))


def clash(row: Any) -> Clash:
    known = {
        "kind": ClashKind(row["kind"]),
        "activities": _STANDING.validate_json(row["activities"]),
        "communes": tuple(row["communes"]),
        "state": clashes.State(row["state"]),
    }
    return Clash(**{**row, **known})


def of_clash(c: Clash) -> tuple[Any, ...]:
    between = " ".join(each.activity_id for each in c.activities)
    standing = _STANDING.dump_json(c.activities).decode()
    return (c.clash_id, c.kind, standing, between, " ".join(c.communes), c.text, c.state, c.accepted_by, c.why)


of_unfilled = row_of(*UNFILLED.split(", "))


def unfilled(row: Any) -> UnfilledVacancy:
    return UnfilledVacancy(**row)
