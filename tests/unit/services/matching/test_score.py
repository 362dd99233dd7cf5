"""The score: named limits, and what must hold for whoever is matched."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.model.score import Fit, excluded, fit
from services.matching.model.seeker import Abilities
from services.matching.model.vacancy import Way
from shared.contracts.reasons import DeclineReason
from shared.contracts.vacancies import Occupation, Pay, Profile
from shared.contracts.vocabulary import Education, Licence, Shift
from tests.unit.services.matching.mothers import HARVEST, NURSE, PICKER

CODES = ("9211", "9212", "9112", "8322", "5223", "2221", "921", "83", "9")
NEAR = Way(20, "estimated")

abilities = st.builds(
    Abilities,
    occupations=st.lists(st.sampled_from(CODES), max_size=3, unique=True).map(tuple),
    education=st.sampled_from(Education),
    experience_years=st.integers(0, 50),
    licences=st.sets(st.sampled_from(Licence)).map(lambda s: tuple(sorted(s))),
    cannot=st.sets(st.sampled_from(Shift)).map(lambda s: tuple(sorted(s))),
    pay_floor=st.integers(0, 900_000),
    max_minutes=st.integers(0, 180),
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
    ],
)
def test_each_hard_limit_excludes_and_says_why(can: Abilities, asked: dict[str, object], why: DeclineReason) -> None:
    assert fit(can, HARVEST.model_copy(update=asked), NEAR) is why


def test_hidden_pay_and_an_unknown_way_exclude_nobody() -> None:
    choosy = replace(PICKER, pay_floor=2_000_000, max_minutes=0)
    assert isinstance(fit(choosy, HARVEST, None), Fit)


def test_the_upper_end_of_a_bracket_counts_for_the_floor() -> None:
    asked = HARVEST.model_copy(update={"pay": Pay(least=400_000, most=700_000)})
    assert isinstance(fit(replace(PICKER, pay_floor=650_000), asked, NEAR), Fit)


def test_who_fits_in_everything_next_door_has_all_the_points() -> None:
    asked = HARVEST.model_copy(update={"education": Education.PRIMARY, "experience_years": 2})
    found = fit(replace(PICKER, experience_years=10), asked, Way(0, "same_commune"))
    assert isinstance(found, Fit)
    assert found.score == 1000
    assert [part.code for part in found.parts] == ["digits:4", "enough", "years:10", "minutes:0"]


@given(abilities, profiles, ways)
def test_a_score_is_0_to_1000_and_no_part_exceeds_its_most(can: Abilities, asked: Profile, way: Way | None) -> None:
    found = fit(can, asked, way)
    if isinstance(found, Fit):
        assert 0 <= found.score <= sum(part.most for part in found.parts) == 1000
        assert all(0 <= part.points <= part.most for part in found.parts)
    else:
        assert excluded(can, asked, way) is found


@given(abilities, profiles, ways, st.integers(0, 20), st.sampled_from(Education))
def test_better_never_scores_less(can: Abilities, asked: Profile, way: Way | None, years: int, more: Education) -> None:
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
