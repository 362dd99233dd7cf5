"""The card: what passes, what fails, the points, what the way costs, and the one change that would make it fit."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.model import card_texts
from services.matching.model.card import Card, Cost, Seen, card
from services.matching.model.change import ProfileChange, Side, smallest, tries
from services.matching.model.policy import MatchingPolicy
from services.matching.model.score import LIMITS, Fit, fit
from services.matching.model.seeker import QueuePlace, Seat, SeatState, Seeker, SeekerProfile, today
from services.matching.model.vacancy import OfferingCommune, VacancyCopy, Way
from services.matching.queries.card_views import Cards, CardShown, cards
from shared.contracts.reasons import DeclineReason
from shared.contracts.vacancies import Pay, Profile
from shared.contracts.vocabulary import Contract, Education, Licence, Shift, Transport
from tests.unit.services.matching.mothers import HARVEST, NIQUEN, NOW, NURSE, PICKER, SAN_CARLOS, seeker
from tests.unit.services.matching.test_score import abilities, profiles, ways

TODAY = today(NOW)
NEAR = Way(35, "estimated")
PAID = HARVEST.model_copy(update={"pay": Pay(least=500_000)})


def card_for(can: SeekerProfile, way: Way | None = NEAR, waited: int = 0, **asked: Any) -> Card:
    return card(Seen(can, PAID.model_copy(update=asked), way, waited, TODAY), MatchingPolicy())


def change_for(can: SeekerProfile, **asked: Any) -> ProfileChange:
    change = card_for(can, **asked).change
    assert change is not None
    return change


@pytest.mark.parametrize(
    ("can", "asked", "says"),
    [
        ({"pay_floor": 540_000}, {}, "el sueldo subiera $40.000, a $540.000"),
        ({"max_minutes": 20}, {}, "pudiera viajar 15 minutos más"),
        ({}, {"licences": (Licence.B,)}, "tuviera licencia clase B"),
        ({"cannot": (Shift.NIGHTS,)}, {"shifts": (Shift.NIGHTS,)}, "aceptara el turno: nocturno"),
        ({"contracts": (Contract.PERMANENT,)}, {"contract": Contract.FEES}, "aceptara: honorarios"),
        ({}, {"experience_years": 8}, "la vacante pidiera 5 años de experiencia"),
        ({}, {"education": Education.SECONDARY}, "la vacante pidiera educación media incompleta"),
        ({"available_from": TODAY + timedelta(days=20)}, {}, "estuviera disponible 6 días antes"),
    ],
)
def test_the_one_change_is_the_smallest_that_is_enough(can: dict[str, Any], asked: dict[str, Any], says: str) -> None:
    made = card_for(replace(PICKER, **can), **asked)
    assert made.change is not None
    text = card_texts.change_text(made.change, made.seen)
    assert text == f"Calzaría con {made.change.score} puntos si {says}."
    assert card_texts.summary(made).endswith(text)


def test_of_two_changes_of_which_each_is_needed_none_is_enough() -> None:
    made = card_for(replace(PICKER, pay_floor=540_000), licences=(Licence.B,))
    assert made.change is None
    assert [check.limit for check in made.checks if not check.passes] == [
        DeclineReason.LICENCE,
        DeclineReason.PAY_BELOW_FLOOR,
    ]
    assert card_texts.summary(made) == "No calza por: licencia de conducir, sueldo. No basta con un solo cambio."


@given(abilities, profiles, ways, st.integers(0, 100))
def test_looking_for_the_one_change_only_where_one_limit_fails_misses_none(
    can: SeekerProfile, asked: Profile, way: Way | None, waited: int
) -> None:
    made = card(Seen(can, asked, way, waited, TODAY), MatchingPolicy())
    assert made.change == (None if made.fit else smallest(can, asked, way, waited, TODAY))


def test_nobody_is_told_to_become_somebody_else() -> None:
    assert card_for(NURSE).change is None


def test_a_vacancy_that_would_be_tried_both_ways_names_the_employer_first_for_pay_and_the_person_for_a_shift() -> None:
    assert change_for(replace(PICKER, pay_floor=540_000)).side is Side.VACANCY
    assert change_for(replace(PICKER, cannot=(Shift.NIGHTS,)), shifts=(Shift.NIGHTS,)).side is Side.SEEKER


@given(abilities, profiles, ways, st.integers(0, 100))
def test_a_card_says_what_the_score_says(can: SeekerProfile, asked: Profile, way: Way | None, waited: int) -> None:
    made = card(Seen(can, asked, way, waited, TODAY), MatchingPolicy())
    found = fit(can, asked, way, waited, TODAY)
    assert [check.limit for check in made.checks] == list(LIMITS)
    assert made.fit == (found if isinstance(found, Fit) else None)
    assert (made.fit is not None) is all(check.passes for check in made.checks)
    assert all(card_texts.check_text(check.limit, made.seen) for check in made.checks)
    assert card_texts.summary(made).startswith("Calza" if made.fit else "No calza")


@given(abilities, profiles, ways)
def test_the_change_is_enough_and_none_that_is_smaller_is(can: SeekerProfile, asked: Profile, way: Way | None) -> None:
    found = smallest(can, asked, way, 0, TODAY)
    if isinstance(fit(can, asked, way, 0, TODAY), Fit):
        return
    enough = [
        (change, after)
        for change, able, wanted in tries(can, asked, way, TODAY)
        if isinstance(after := fit(able, wanted, way, 0, TODAY), Fit)
    ]
    if found is None:
        assert not enough
        return
    assert any(replace(change, score=after.score) == found for change, after in enough)
    assert found.effort == min(change.effort for change, _ in enough)


@given(abilities, profiles, ways)
def test_every_try_changes_one_field_of_one_side(can: SeekerProfile, asked: Profile, way: Way | None) -> None:
    for change, able, wanted in tries(can, asked, way, TODAY):
        one = [name for name in SeekerProfile.__slots__ if getattr(able, name) != getattr(can, name)]
        other = [name for name in Profile.model_fields if getattr(wanted, name) != getattr(asked, name)]
        assert (len(one), len(other)) == ((1, 0) if change.side is Side.SEEKER else (0, 1))


def test_the_way_costs_by_the_mode_of_transport_and_is_set_against_the_pay() -> None:
    bus = card_for(PICKER)
    assert bus.cost is not None
    assert (bus.cost.pesos, bus.cost.percent) == (2 * 35 * 21 * 35, 11)
    assert card_texts.cost_text(bus.cost, bus.seen) == (
        "Viajar cuesta cerca de $51.450 al mes en locomoción colectiva (estimado): 11 % del sueldo de $500.000"
    )
    car = card_for(replace(PICKER, transport=Transport.CAR), pay=None)
    assert car.cost is not None
    assert (car.cost.pesos, car.cost.percent) == (2 * 35 * 21 * 120, None)
    assert card_texts.cost_text(car.cost, car.seen).endswith("la vacante no dice el sueldo")
    walker = card_for(replace(PICKER, transport=Transport.WALK), way=Way(39, "estimated"))
    assert walker.cost is not None
    assert card_texts.cost_text(walker.cost, walker.seen) == "A pie: el viaje no cuesta, pero demora 39 minutos"
    cyclist = card_for(replace(PICKER, transport=Transport.BICYCLE), way=Way(1, "estimated"), pay=None)
    assert cyclist.cost is not None
    assert card_texts.cost_text(cyclist.cost, cyclist.seen) == "En bicicleta: el viaje no cuesta, pero demora 1 minuto"
    shoes = card_texts.cost_text(Cost(9_000, 500_000), walker.seen)
    assert shoes == "Viajar cuesta cerca de $9.000 al mes a pie (estimado): 2 % del sueldo de $500.000"
    assert card_for(PICKER, way=None).cost is None
    assert card_for(PICKER, way=Way(0, "same_commune")).cost is None


@pytest.mark.parametrize(
    ("way", "text"),
    [
        (NEAR, "35 minutos de ida (estimados)"),
        (Way(40, "measured"), "40 minutos de ida (medidos)"),
        (Way(0, "same_commune"), "En la misma comuna"),
        (None, "No se sabe cuánto demora el viaje"),
    ],
)
def test_minutes_come_with_where_they_are_from(way: Way | None, text: str) -> None:
    assert card_texts.way_text(way) == text


def test_the_points_are_told_part_by_part_with_the_waiting() -> None:
    made = card_for(PICKER, waited=45)
    assert made.fit is not None
    told = [card_texts.part_text(part) for part in made.fit.parts]
    assert told[0] == "Oficio: 430 de 430 (coinciden 4 de 4 dígitos del código de oficio)"
    assert told[-1] == "Tiempo de espera: 30 de 60 (espera hace 45 días)"
    unsaid = card(Seen(PICKER, HARVEST.model_copy(update={"occupation": None}), None), MatchingPolicy())
    assert unsaid.fit is not None
    assert "la vacante no tiene código" in card_texts.part_text(unsaid.fit.parts[0])
    assert "no se sabe la distancia" in card_texts.part_text(unsaid.fit.parts[3])


def test_a_limit_is_told_as_what_is_asked_and_what_there_is() -> None:
    seen = card_for(replace(PICKER, pay_floor=540_000, available_from=date(2026, 3, 1))).seen
    assert card_texts.check_text(DeclineReason.PAY_BELOW_FLOOR, seen) == (
        "Vacante: paga hasta $500.000. Persona: espera al menos $540.000."
    )
    assert card_texts.check_text(DeclineReason.LICENCE, seen) == "Vacante: no lo pide. Persona: sin licencia."
    assert card_texts.check_text(DeclineReason.NOT_AVAILABLE_YET, seen).endswith("disponible desde el 01-03-2026.")


VACANCY = VacancyCopy("v1", SAN_CARLOS, PAID, 2, 2, NOW)
PLACE = OfferingCommune(NIQUEN, "Ñiquén", ways={SAN_CARLOS: NEAR})


def listed(*people: Seeker, limit: int = 20) -> Cards:
    return cards(VACANCY, PLACE, people, NOW, MatchingPolicy(), limit)


def names(found: tuple[CardShown, ...]) -> list[str]:
    return [each.candidate_ref for each in found]


def test_a_commune_sees_who_fits_best_first_then_the_nearest_misses_and_counts_the_rest() -> None:
    found = listed(
        seeker("dear", can=replace(PICKER, pay_floor=600_000)),
        seeker("close", can=replace(PICKER, pay_floor=540_000)),
        seeker("good"),
        seeker("best", can=replace(PICKER, experience_years=9)),
        seeker("nurse", can=NURSE),
        seeker("guest", can=None),
    )
    assert (names(found.candidates), names(found.near)) == (["best", "good"], ["close", "dear"])
    assert [(each.reason, each.count) for each in found.not_fit] == [(DeclineReason.NO_PROFILE, 1)]
    assert [each.change and each.change.amount for each in found.near] == [40_000, 100_000]


def test_a_card_shows_who_stands_in_the_line_and_where_everybody_is() -> None:
    stands = replace(seeker("ana"), queue_places=(QueuePlace("v1", "o1"),))
    (ana, eva) = listed(stands, seeker("eva")).candidates
    assert {ana.candidate_ref: ana.offered, eva.candidate_ref: eva.offered} == {"ana": True, "eva": False}
    assert (ana.state, ana.fits, ana.minutes, ana.provenance) == ("free", True, 35, "estimated")


def test_who_cannot_be_offered_now_comes_behind_who_can_and_says_why() -> None:
    best = replace(PICKER, experience_years=9)
    back = replace(seeker("back", can=best), not_again=frozenset({"v1"}))
    seated = replace(
        seeker("seated", can=replace(PICKER, pay_floor=540_000)), seats=(Seat("a", "b", "c", SeatState.HELD),)
    )
    found = listed(back, seeker("ana"), seated, seeker("dear", can=replace(PICKER, pay_floor=600_000)))
    assert (names(found.candidates), names(found.near)) == (["ana", "back"], ["dear", "seated"])
    ana, other = found.candidates
    assert (ana.available, ana.why_not, other.available) == (True, None, False)
    assert other.summary.startswith("Calza con la vacante: ")
    assert ". Ahora no se puede ofrecer: desistió de esta vacante" in other.summary
    assert found.near[1].why_not == "Tiene un cupo reservado"


def test_who_stands_in_the_line_is_offered_already_and_stays_where_they_rank() -> None:
    best = replace(seeker("best", can=replace(PICKER, experience_years=9)), queue_places=(QueuePlace("v1", "o1"),))
    (first, _) = listed(seeker("ana"), best).candidates
    assert (first.candidate_ref, first.offered, first.available, first.why_not) == ("best", True, True, None)


def test_a_limit_cuts_both_lists() -> None:
    people = [seeker(f"g{n}") for n in range(3)] + [seeker(f"d{n}", can=replace(PICKER, pay_floor=9**7)) for n in "abc"]
    found = listed(*people, limit=2)
    assert (len(found.candidates), len(found.near)) == (2, 2)
