"""Named wishes, offices and places of the Punilla, and small questions at random."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from services.events.agenda import (
    DateProposal,
    DateQuestion,
    Harvest,
    Nearby,
    Participant,
    PartOfDay,
    Place,
    Stretch,
    Wish,
)
from shared.calendar import SANTIAGO

CHILLAN, SAN_CARLOS, COIHUECO, NIQUEN, SAN_FABIAN = "16101", "16301", "16302", "16303", "16304"
MONDAY = date(2026, 1, 12)
WAYS = {(a, b): 45 for a in (CHILLAN, SAN_CARLOS, COIHUECO, NIQUEN, SAN_FABIAN) for b in (SAN_CARLOS,)}
ASKED = datetime(2026, 1, 2, 12, tzinfo=UTC)


def at(text: str) -> datetime:
    """«2026-01-12 10:00» as a clock in Santiago shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=SANTIAGO)


def busy(day: str, since: str = "00:00", until: str = "23:59") -> Stretch:
    return at(f"{day} {since}"), at(f"{day} {until}")


def shown(proposal: DateProposal) -> str:
    """«2026-01-12 10:00 16301»."""
    return f"{proposal.starts_at.astimezone(SANTIAGO):%Y-%m-%d %H:%M} {proposal.place.commune}"


def wish(**changed: Any) -> Wish:
    """One hour on the Monday, whatever the hour."""
    one = Wish(SAN_CARLOS, since=MONDAY, until=MONDAY, minutes=60, asked_at=ASKED)
    return replace(one, **changed)


def room(commune: str = SAN_CARLOS, **changed: Any) -> Place:
    return replace(Place(commune, name="Sala", kind="meeting_room", capacity=20), **changed)


def question(*participants: Participant, places: tuple[Place, ...] = (room(),), **wished: Any) -> DateQuestion:
    """San Carlos alone, if nobody is named. Every way to San Carlos takes 45 minutes."""
    return DateQuestion(wish(**wished), participants or (Participant(SAN_CARLOS),), places, WAYS)


def drawn(seed: int) -> DateQuestion:
    """Two to four offices, up to three places and six days around a date that matters."""
    chance = random.Random(seed)
    since = chance.choice(
        (date(2026, 4, 3), date(2026, 8, 19), date(2026, 9, 4), date(2026, 9, 16), date(2026, 1, 12))
    ) + timedelta(days=chance.randint(-1, 1))
    until = since + timedelta(days=chance.randint(0, 4))
    communes = chance.sample((CHILLAN, SAN_CARLOS, COIHUECO, NIQUEN, SAN_FABIAN), chance.randint(2, 4))
    hosts = chance.sample(communes, min(len(communes), chance.randint(1, 3)))
    one = Wish(
        organiser=communes[0],
        since=since,
        until=until,
        minutes=chance.choice((30, 60, 75, 120, 270, 330)),
        asked_at=datetime.combine(since - timedelta(days=chance.randint(0, 2)), time(10), SANTIAGO),
        notice_hours=chance.choice((0, 0, 4, 9)),
        kinds=frozenset(chance.choice(((), ("hall",), ("hall", "room")))),
        expected=chance.choice((0, 0, 15)),
        hosts=frozenset(chance.choice(((), hosts[:2]))),
        lunch=chance.random() < 0.8,
        saturday=chance.random() < 0.3,
        part=chance.choice((None, *PartOfDay)),
        hosted={host: date(2025, chance.randint(1, 12), 1) for host in hosts if chance.random() < 0.7},
        nearby=(Nearby(communes[0], "Feria", *_stretch(chance, since)),) if chance.random() < 0.5 else (),
        harvests=(Harvest(communes[-1], since, since + timedelta(days=1)),) if chance.random() < 0.5 else (),
    )
    people = tuple(
        Participant(c, chance.random() < 0.6, _stretches(chance, since), chance.choice((None, None, _HOURS)))
        for c in communes
    )
    places = tuple(
        Place(
            host,
            f"Sala {n}",
            chance.choice(("hall", "room")),
            None,
            chance.choice((None, 10, 20)),
            _stretches(chance, since),
        )
        for n, host in enumerate(hosts)
    )
    return DateQuestion(one, people, places, {(communes[0], communes[1]): 20})


_HOURS = {day: (time(9, 15), time(14, 40)) for day in range(4)}


def _stretches(chance: random.Random, since: date) -> tuple[Stretch, ...]:
    return tuple(_stretch(chance, since) for _ in range(chance.randint(0, 6)))


def _stretch(chance: random.Random, since: date) -> Stretch:
    start = datetime.combine(since + timedelta(days=chance.randint(0, 4)), time(chance.randint(7, 17)), SANTIAGO)
    start = (start + timedelta(minutes=chance.choice((0, 10, 30)))).astimezone(UTC)
    return start, start + timedelta(minutes=chance.choice((20, 60, 150, 400)))
