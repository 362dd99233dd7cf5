"""Nothing but the listed fields moves the order, and nobody waits for ever."""

import random
from dataclasses import fields, replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.matching.model.score import FULL_WAIT, WAITING, Fit, fit_at, in_order
from services.matching.model.seeker import Seat, SeatState, Seeker, SeekerProfile
from services.matching.model.vacancy import Way
from services.matching.requests import (
    SeekerDeregister,
    SeekerProfileFields,
    SeekerProfilePatch,
    SeekerRegister,
)
from shared.contracts.matching import OfferMade
from shared.contracts.vacancies import Occupation, Profile
from shared.contracts.vocabulary import Education
from shared.messaging.decisions import LoadedAggregates
from tests.unit.services.matching.mothers import (
    HARVEST,
    NOW,
    PICKER,
    SAN_CARLOS,
    Matching,
    joined,
    of_kind,
    posted,
    refs,
    seeker,
    table,
)
from tests.unit.services.matching.test_score import abilities, profiles

LISTED = {
    "occupations",
    "education",
    "experience_years",
    "licences",
    "cannot",
    "pay_floor",
    "max_minutes",
    "contracts",
    "available_from",
}
"""What moves the order, beside the way and the waiting."""

SHOWN = {"training", "transport"}
"""On the card, without points."""

CAN = SeekerProfileFields(occupations=(Occupation(code="9211"),), education=Education.PRIMARY, experience_years=2)
HERE = Way(0, "same_commune")
people = st.lists(st.tuples(abilities, st.integers(0, 200)), min_size=2, max_size=12)


def order(found: list[Seeker], asked: Profile, vacancy_id: str = "v1", key: bytes = b"key") -> list[str]:
    fits = [(one, fitting) for one in found if isinstance(fitting := fit_at(one, asked, HERE, NOW), Fit)]
    return [one.candidate_ref for one, _ in in_order(fits, vacancy_id, key)]


def persons(drawn: list[tuple[SeekerProfile, int]]) -> list[Seeker]:
    """Each registered at an instant of their own, so that no tie is left to the draw."""
    return [
        replace(seeker(f"s{n:02}", can=can, days=days), registered_at=NOW - timedelta(days=days, seconds=n))
        for n, (can, days) in enumerate(drawn)
    ]


def test_a_profile_has_the_listed_fields_and_no_other() -> None:
    assert {each.name for each in fields(SeekerProfile)} == LISTED | SHOWN
    assert set(SeekerProfileFields.model_fields) == set(SeekerProfilePatch.model_fields) == LISTED | SHOWN


@given(people, profiles, st.randoms(use_true_random=False))
def test_neither_pseudonyms_nor_the_order_of_arrival_move_anybody(
    drawn: list[tuple[SeekerProfile, int]], asked: Profile, chance: random.Random
) -> None:
    found = persons(drawn)
    before = order(found, asked)
    names = [one.candidate_ref for one in found]
    others = dict(zip(names, chance.sample(names, len(names)), strict=True))
    renamed = [replace(one, candidate_ref=others[one.candidate_ref]) for one in found]
    chance.shuffle(renamed)
    assert order(renamed, asked) == [others[ref] for ref in before]
    assert order(renamed, asked, "v2", b"other") == [others[ref] for ref in before]


@given(people, profiles, st.data())
def test_nothing_that_is_not_listed_moves_anybody(
    drawn: list[tuple[SeekerProfile, int]], asked: Profile, data: st.DataObject
) -> None:
    found = persons(drawn)
    other = [
        replace(
            one,
            commune=data.draw(st.sampled_from(["16302", "16305"])),
            seats=(Seat(f"{n}.1", "v0", "o0", SeatState.ENDED),) if data.draw(st.booleans()) else (),
            not_again=frozenset({"v0"}),
            version=data.draw(st.integers(1, 9)),
            valid_until=NOW + timedelta(days=data.draw(st.integers(1, 300))),
            looked_at=NOW - timedelta(days=data.draw(st.integers(1, 300))),
            # with the waiting as it was, the day of the registration says nothing
            waiting_since=one.waits_since,
            registered_at=one.registered_at - timedelta(days=data.draw(st.integers(0, 300))),
            profile=replace(one.profile, training=("Primeros auxilios",)) if one.profile else None,
        )
        for n, one in enumerate(found)
    ]
    assert order(other, asked) == order(found, asked)


@given(people, profiles, st.permutations(range(12)), st.text("abcdefgh", min_size=1, max_size=8))
def test_neither_names_nor_loading_move_the_offer_of_a_commune(
    drawn: list[tuple[SeekerProfile, int]], asked: Profile, places: list[int], name: str
) -> None:
    found = persons(drawn)
    again = [found[place] for place in places if place < len(found)]

    def offered(aggregates: list[Seeker], called: str, title: str) -> list[list[str]]:
        matching = Matching(LoadedAggregates(aggregates))
        matching.handles(joined(SAN_CARLOS).model_copy(update={"name": called}))
        profile = asked.model_copy(update={"title": title, "employer": title})
        return [refs(offer) for offer in of_kind(matching.handles(posted(seats=5, profile=profile)), OfferMade)]

    assert offered(again, name, name) == offered(found, "San Carlos", "Cargo")


def test_among_equals_who_arrive_day_after_day_everybody_has_their_turn() -> None:
    """Every day one seat and one newcomer who fits better, by less than waiting can bring: the oldest is not left."""
    old = seeker("old", can=replace(PICKER, experience_years=1))
    assert old.profile is not None
    better = replace(PICKER, experience_years=3)
    gap = points(better, NOW, NOW) - points(old.profile, NOW, NOW)
    assert 0 < gap < WAITING
    for day in range(FULL_WAIT + 1):
        at = NOW + timedelta(days=day)
        new = Seeker("new", SAN_CARLOS, better, at)
        pair = [(one, found) for one in (new, old) if isinstance(found := fit_at(one, HARVEST, HERE, at), Fit)]
        if in_order(pair, "v1", b"")[0][0] is old:
            break
    else:
        raise AssertionError("who waits was never first")
    assert day <= FULL_WAIT


def points(can: SeekerProfile, since: datetime, at: datetime) -> int:
    found = fit_at(Seeker("x", SAN_CARLOS, can, since), HARVEST, HERE, at)
    assert isinstance(found, Fit)
    return found.score


def test_who_found_no_room_in_line_is_offered_when_the_line_runs_dry() -> None:
    """Registered while as many wait as are wanted: the commune has more, though it had offered all it had."""
    matching = table(seeker("first"), seeker("second"))
    (offer,) = of_kind(matching.handles(posted(seats=1)), OfferMade)
    assert offer.complete
    matching.handles(SeekerRegister(commune=SAN_CARLOS, candidate_ref="late", can=CAN))
    assert matching.ticks() == ()
    for ref in ("first", "second"):
        matching.handles(SeekerDeregister(commune=SAN_CARLOS, candidate_ref=ref))
    assert [refs(more) for more in of_kind(matching.ticks(), OfferMade)] == [["late"]]


def test_a_newcomer_does_not_come_before_who_found_no_room() -> None:
    matching = table(seeker("first"), seeker("second"))
    matching.handles(posted(seats=1))
    matching.handles(SeekerRegister(commune=SAN_CARLOS, candidate_ref="waits", can=CAN))
    assert matching.ticks() == ()
    matching.handles(SeekerDeregister(commune=SAN_CARLOS, candidate_ref="second"))
    matching.handles(SeekerRegister(commune=SAN_CARLOS, candidate_ref="newer", can=CAN), at=NOW + timedelta(hours=1))
    assert [refs(more) for more in of_kind(matching.ticks(), OfferMade)] == [["waits"]]
