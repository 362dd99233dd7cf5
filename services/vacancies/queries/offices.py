"""The offices as officers read them: members of the Mesa, reciprocity, outages of the bus."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson

from services.vacancies.model.policy import Policy
from services.vacancies.model.reciprocity import Exchange, balances
from shared.calendar import SANTIAGO
from shared.contracts.communes import Contact, Windows
from shared.postgres.reader import Reader
from shared.views import View


class MemberView(View):
    """A commune that is or was in the Mesa (`at_table`), with the hours that its office has."""

    commune: str
    """CUT code of the commune."""
    name: str
    """Its name."""
    at_table: bool
    """Whether it is in the Mesa now."""
    windows: Windows
    """The working hours that its office has."""
    population: int
    """How many people live there."""
    contact: Contact | None
    """How to reach its office; null: it has not said."""


class ReciprocityView(View):
    """`balance` in thousandths of a seat, as decisions use it now; `given`, `received`: seats, without fading."""

    commune: str
    """CUT code of the commune."""
    name: str
    """Its name."""
    balance: int
    """In thousandths of a seat, as decisions use it now; positive: it gave more than it received."""
    given: int
    """Seats that it gave to others' people."""
    received: int
    """Seats that its people got elsewhere."""


class OutageView(View):
    began: datetime
    """When the bus went away."""
    ended: datetime
    """When it was back."""


class Outages(View):
    """When the heartbeat was last sent and came back, and when the bus was away."""

    said_at: datetime | None
    """When the heartbeat was last sent; null: never."""
    heard_at: datetime | None
    """When it last came back; null: never."""
    outages: list[OutageView]
    """The last hundred outages, newest first."""


async def members(read: Reader) -> list[MemberView]:
    found = await read.rows("SELECT commune, name, at_table, windows, population, contact FROM member ORDER BY commune")
    read_json = ("windows", "contact")
    return [MemberView(**{**row, **{name: orjson.loads(row[name] or "null") for name in read_json}}) for row in found]


async def contacts(read: Reader, communes: Iterable[str]) -> dict[str, Contact]:
    """How to reach the offices of these communes, by commune; those that have not said are left out."""
    found = await read.rows(
        "SELECT commune, contact FROM member WHERE commune = ANY($1::text[]) AND contact IS NOT NULL",
        sorted(set(communes)),
    )
    return {row["commune"]: Contact.model_validate_json(row["contact"]) for row in found}


async def reciprocity(read: Reader, now: datetime, policy: Policy) -> list[ReciprocityView]:
    """What each office in the Mesa has given and received."""
    people, moved = await _people(read), await _exchanges(read)
    owed = _balances(people, moved, now, policy)
    return [
        ReciprocityView(
            commune=row["commune"],
            name=row["name"],
            balance=owed.get(row["commune"], 0),
            given=sum(x.seats for x in moved if x.home == row["commune"]),
            received=sum(x.seats for x in moved if x.finder == row["commune"]),
        )
        for row in people
    ]


async def balances_now(read: Reader, now: datetime, policy: Policy) -> dict[str, int]:
    """The balances that break ties at this moment, by commune."""
    return _balances(await _people(read), await _exchanges(read), now, policy)


async def outages(read: Reader) -> Outages:
    """The last hundred outages, newest first."""
    pulse = await read.row("SELECT said_at, heard_at FROM pulse")
    found = await read.rows("SELECT began, ended FROM outage ORDER BY began DESC LIMIT 100")
    return Outages(**(pulse or {}), outages=[OutageView(**row) for row in found])


async def _people(read: Reader) -> list[dict[str, Any]]:
    return await read.rows("SELECT commune, name, population FROM member WHERE at_table ORDER BY commune")


async def _exchanges(read: Reader) -> list[Exchange]:
    found = await read.rows("SELECT home, finder, day, seats FROM exchange ORDER BY day DESC LIMIT 5000")
    return [Exchange(**row) for row in found]


def _balances(people: list[dict[str, Any]], moved: list[Exchange], now: datetime, policy: Policy) -> dict[str, int]:
    populations = {row["commune"]: row["population"] for row in people}
    return balances(moved, populations, now.astimezone(SANTIAGO).date(), policy)
