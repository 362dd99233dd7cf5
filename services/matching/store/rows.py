"""The columns of the aggregates of matching, and their conversion from and to rows."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson

from services.matching.model.seeker import Pause, PauseReason, QueuePlace, Seat, SeatState, Seeker, SeekerProfile
from services.matching.model.vacancy import InvitedCall, OfferingCommune, VacancyCopy, Way
from shared.contracts.communes import Contact, Mode, Offers
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Contract, Education, Licence, Shift, Transport

COMMUNE = "commune, name, mode, at_table, ways, offers, answer_hours, contact"
VACANCY = "vacancy_id, commune, profile, open_seats, seats, posted_at, over, look_at, looked_at"
SEEKER = (
    "candidate_ref, commune, occupations, education, experience_years, licences, cannot, pay_floor, max_minutes, "
    "contracts, available_from, training, transport, registered_at, seats, not_again, by_hand, gone, look_at, "
    "looked_at, waiting_since, valid_until, pause, paused_at, version"
)
"""The columns of each table, as they are read: named, so that a column that a newer version adds breaks nothing."""


@lru_cache(maxsize=1024)
def commune(
    commune: str,
    name: str,
    mode: str,
    at_table: bool,
    ways: str,
    offers: str,
    answer_hours: float,
    contact: str | None = None,
) -> OfferingCommune:
    """A row of `commune`. Cached, because every batch reads all of them."""
    read = {to: Way(minutes, provenance) for to, (minutes, provenance) in orjson.loads(ways).items()}
    reached = Contact.model_validate_json(contact) if contact else None
    return OfferingCommune(commune, name, Mode(mode), at_table, read, Offers(offers), answer_hours, reached)


def of_commune(c: OfferingCommune) -> tuple[Any, ...]:
    ways = {to: (way.minutes, way.provenance) for to, way in c.ways.items()}
    contact = c.contact.model_dump_json() if c.contact else None
    return c.commune, c.name, c.mode, c.at_table, orjson.dumps(ways).decode(), c.offers, c.answer_hours, contact


@lru_cache(maxsize=4096)
def vacancy_profile(text: str) -> Profile:
    return Profile.model_validate_json(text)


def vacancy(row: Any, calls: Sequence[InvitedCall]) -> VacancyCopy:
    return VacancyCopy(
        vacancy_id=row["vacancy_id"],
        commune=row["commune"],
        profile=vacancy_profile(row["profile"]),
        open_seats=row["open_seats"],
        seats=row["seats"],
        posted_at=row["posted_at"],
        over=row["over"],
        calls=tuple(calls),
        look_at=row["look_at"],
        looked_at=row["looked_at"],
    )


def of_vacancy(v: VacancyCopy) -> tuple[Any, ...]:
    return (
        v.vacancy_id,
        v.commune,
        v.profile.model_dump_json(exclude_none=True),
        v.open_seats,
        v.seats,
        v.posted_at,
        v.over,
        v.look_at,
        v.looked_at,
    )


def call(row: Any) -> InvitedCall:
    return InvitedCall(row["commune"], row["tier"], row["answered"], row["complete"], row["standing"], row["owes"])


def seeker(row: Any, queue_places: Sequence[QueuePlace]) -> Seeker:
    return Seeker(
        candidate_ref=row["candidate_ref"],
        commune=row["commune"],
        profile=_seeker_profile(row) if row["occupations"] is not None else None,
        registered_at=row["registered_at"],
        queue_places=tuple(queue_places),
        seats=tuple(Seat(a, b, c, SeatState(hold)) for a, b, c, hold in orjson.loads(row["seats"])),
        not_again=frozenset(row["not_again"]),
        by_hand=frozenset(row["by_hand"]),
        gone=row["gone"],
        look_at=row["look_at"],
        looked_at=row["looked_at"],
        waiting_since=row["waiting_since"],
        valid_until=row["valid_until"],
        pause=Pause(PauseReason(row["pause"]), row["paused_at"]) if row["pause"] else None,
        version=row["version"],
    )


def of_seeker(s: Seeker) -> tuple[Any, ...]:
    """The row of a seeker, without queue places; lists as one text, because unnest takes no nested arrays."""
    seats = orjson.dumps([(x.lease_id, x.vacancy_id, x.offer_id, x.hold) for x in s.seats]).decode()
    where = (" ".join(sorted(s.not_again)), " ".join(sorted(s.by_hand)))
    life = (s.registered_at, s.state, seats, *where, s.gone, s.look_at, s.looked_at)
    pause = (s.pause.why, s.pause.since) if s.pause else (None, None)
    wait = (s.waiting_since, s.valid_until, *pause, s.version)
    return (s.candidate_ref, s.commune, *of_profile(s.profile), *life, *wait)


def of_profile(profile: SeekerProfile | None) -> tuple[Any, ...]:
    if profile is None:
        return (*(None,) * 9, "", None, "", Transport.PUBLIC)
    return (
        " ".join(profile.occupations),
        " ".join(prefixes(*profile.occupations)),
        profile.education,
        profile.education.rank,
        profile.experience_years,
        " ".join(profile.licences),
        " ".join(profile.cannot),
        profile.pay_floor,
        profile.max_minutes,
        " ".join(profile.contracts),
        profile.available_from,
        "\n".join(profile.training),
        profile.transport,
    )


def prefixes(*codes: str) -> list[str]:
    """Every prefix of the codes: 9211 gives 9, 92, 921 and 9211."""
    return sorted({code[:n] for code in codes for n in range(1, len(code) + 1)})


def _seeker_profile(row: Any) -> SeekerProfile:
    return SeekerProfile(
        occupations=tuple(row["occupations"]),
        education=Education(row["education"]),
        experience_years=row["experience_years"],
        licences=tuple(map(Licence, row["licences"])),
        cannot=tuple(map(Shift, row["cannot"])),
        pay_floor=row["pay_floor"],
        max_minutes=row["max_minutes"],
        contracts=tuple(map(Contract, row["contracts"])),
        available_from=row["available_from"],
        training=tuple(row["training"]),
        transport=Transport(row["transport"]),
    )
