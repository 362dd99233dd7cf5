"""The score: named limits, and what must hold for whoever is matched."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.model.score import FULL_WAIT, WAITING, Fit, excluded, fit, fit_at, in_order
from services.matching.model.seeker import SeekerProfile, today
from services.matching.model.vacancy import Way
from shared.contracts.reasons import DeclineReason
from shared.contracts.vacancies import Occupation, Pay, Profile
from shared.contracts.vocabulary import Contract, Education, Licence, Shift, Transport
from tests.unit.services.matching.mothers import HARVEST, NOW, NURSE, PICKER, seeker

CODES = ("9211", "9212", "9112", "8322", "5223", "2221", "921", "83", "9")
TODAY = today(NOW)
NEAR = Way(20, "estimated")

abilities = st.builds(
    SeekerProfile,
    occupations=st.lists(st.sampled_from(CODES), max_size=3, unique=True).map(tuple),
    education=st.sampled_from(Education),
    experience_years=st.integers(0, 50),
    licences=st.sets(st.sampled_from(Licence)).map(lambda s: tuple(sorted(s))),
    cannot=st.sets(st.sampled_from(Shift)).map(lambda s: tuple(sorted(s))),
    pay_floor=st.integers(0, 900_000),
    max_minutes=st.integers(0, 180),
    contracts=st.sets(st.sampled_from(Contract), max_size=3).map(lambda s: tuple(sorted(s))),
    available_from=st.none() | st.dates(TODAY - timedelta(days=30), TODAY + timedelta(days=60)),
    transport=st.sampled_from(Transport),
)
profiles = st.builds(
    Profile,
    title=st.just("Cargo"),
    employer=st.just("Empresa"),
    occupation=st.none() | st.builds(Occupation, code=st.sampled_from(CODES)),
    education=st.none() | st.sampled_from(Education),
    experience_years=st.integers(0, 40),
    licences=st.sets(st.sampled_from(Licence), max_size=2).map(lambda s: tuple(sorted(s))),
    shifts=st.sets(st.sampled_from(Shift), max_size=2).map(lambda s: tuple(sorted(s))),
    contract=st.none() | st.sampled_from(Contract),
    pay=st.none() | st.builds(Pay, least=st.integers(0, 900_000)),
)
ways = st.none() | st.builds(Way, st.integers(0, 240), st.just("estimated"))


@pytest.mark.parametrize(
    ("can", "asked", "why"),
    [
        (NURSE, {}, DeclineReason.NO_PROFILE),
        (PICKER, {"licences": (Licence.B,)}, DeclineReason.LICENCE),
        (PICKER, {"education": Education.HIGHER}, DeclineReason.EDUCATION),
        (PICKER, {"experience_years": 6}, DeclineReason.EXPERIENCE),
        (replace(PICKER, cannot=(Shift.NIGHTS,)), {"shifts": (Shift.NIGHTS,)}, DeclineReason.SHIFT),
        (replace(PICKER, pay_floor=600_000), {"pay": Pay(least=539_000)}, DeclineReason.PAY_BELOW_FLOOR),
        (replace(PICKER, max_minutes=10), {}, DeclineReason.DISTANCE),
        (replace(PICKER, contracts=(Contract.PERMANENT,)), {"contract": Contract.FEES}, DeclineReason.CONTRACT),
        (replace(PICKER, available_from=TODAY + timedelta(days=15)), {}, DeclineReason.NOT_AVAILABLE_YET),
    ],
)
def test_each_hard_limit_excludes_and_says_why(
    can: SeekerProfile, asked: dict[str, object], why: DeclineReason
) -> None:
    assert fit(can, HARVEST.model_copy(update=asked), NEAR, on=TODAY) is why


def test_a_contract_that_is_accepted_or_not_named_and_a_start_within_two_weeks_exclude_nobody() -> None:
    can = replace(PICKER, contracts=(Contract.FEES,), available_from=TODAY + timedelta(days=14))
    for kind in (Contract.FEES, Contract.ANY, None):
        assert isinstance(fit(can, HARVEST.model_copy(update={"contract": kind}), NEAR, on=TODAY), Fit)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_waiting_brings_more_up_to_its_bound_and_never_less(days: int, more: int) -> None:
    one, other = fit(PICKER, HARVEST, NEAR, days), fit(PICKER, HARVEST, NEAR, days + more)
    assert isinstance(one, Fit)
    assert isinstance(other, Fit)
    assert 0 <= other.score - one.score <= WAITING
    assert other.parts[:-1] == one.parts[:-1]
    assert (one.parts[-1].points == WAITING) is (days >= FULL_WAIT)


def test_who_has_waited_long_comes_before_who_fits_a_little_better_and_not_before_who_fits_much_better() -> None:
    long, new = seeker("long", days=90), seeker("new", can=replace(PICKER, experience_years=4))
    best = seeker("best", can=replace(PICKER, experience_years=10))
    fits = [(one, found) for one in (new, long, best) if isinstance(found := fit_at(one, HARVEST, NEAR, NOW), Fit)]
    assert [one.candidate_ref for one, _ in in_order(fits, "v1", b"key")] == ["best", "long", "new"]


def test_between_equals_the_longest_waiting_comes_first_then_a_draw_that_is_another_for_every_vacancy() -> None:
    found = fit(PICKER, HARVEST, NEAR)
    assert isinstance(found, Fit)
    first = replace(seeker("z"), registered_at=NOW - timedelta(minutes=1))
    equal = [seeker(name) for name in "abcdef"]
    order = {
        (v, key): [one.candidate_ref for one, _ in in_order([(one, found) for one in (*equal, first)], v, key)]
        for v in ("v1", "v2") for key in (b"one", b"other")
    }  # fmt: skip
    assert {each[0] for each in order.values()} == {"z"}
    assert len({tuple(each) for each in order.values()}) == 4
    assert all(sorted(each) == [*"abcdef", "z"] for each in order.values())


def test_hidden_pay_and_an_unknown_way_exclude_nobody() -> None:
    choosy = replace(PICKER, pay_floor=2_000_000, max_minutes=0)
    assert isinstance(fit(choosy, HARVEST, None), Fit)


def test_the_upper_end_of_a_bracket_counts_for_the_floor() -> None:
    asked = HARVEST.model_copy(update={"pay": Pay(least=400_000, most=700_000)})
    assert isinstance(fit(replace(PICKER, pay_floor=650_000), asked, NEAR), Fit)


def test_who_fits_in_everything_next_door_has_all_the_points() -> None:
    asked = HARVEST.model_copy(update={"education": Education.PRIMARY, "experience_years": 2})
    found = fit(replace(PICKER, experience_years=10), asked, Way(0, "same_commune"), waited=90)
    assert isinstance(found, Fit)
    assert found.score == 1000
    assert [part.code for part in found.parts] == ["digits:4", "enough", "years:10", "minutes:0", "days:90"]


@given(abilities, profiles, ways)
def test_a_score_is_0_to_1000_and_no_part_exceeds_its_most(can: SeekerProfile, asked: Profile, way: Way | None) -> None:
    found = fit(can, asked, way, 90, TODAY)
    if isinstance(found, Fit):
        assert 0 <= found.score <= sum(part.most for part in found.parts) == 1000
        assert all(0 <= part.points <= part.most for part in found.parts)
    else:
        assert excluded(can, asked, way, TODAY) is found


@given(abilities, profiles, ways, st.integers(0, 20), st.sampled_from(Education))
def test_better_never_scores_less(
    can: SeekerProfile, asked: Profile, way: Way | None, years: int, more: Education
) -> None:
    found = fit(can, asked, way)
    if not isinstance(found, Fit):
        return
    better = replace(can, experience_years=can.experience_years + years)
    if more.rank > can.education.rank:
        better = replace(better, education=more)
    if asked.occupation:
        better = replace(better, occupations=(*better.occupations, asked.occupation.code))
    nearer = Way(way.minutes // 2, way.provenance) if way else None
    best = fit(better, asked, nearer)
    assert isinstance(best, Fit)
    assert best.score >= found.score
