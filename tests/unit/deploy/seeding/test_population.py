"""The invented population: shaped by the communes, the same for the same seed, and nobody's RUT."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from stdnum.cl import rut

from deploy.seeding.population import population, shares
from shared.occupations import NAMES
from shared.territory import in_scope

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
PUNILLA = ("16301", "16302", "16303", "16304", "16305")


@given(st.sets(st.sampled_from(in_scope("16")), min_size=1), st.integers(0, 5000))
def test_the_shares_sum_to_the_count_whatever_the_communes(cuts: set[str], count: int) -> None:
    assert sum(shares(sorted(cuts), count).values()) == count


def test_a_larger_commune_has_more_people() -> None:
    found = shares(PUNILLA, 1000)
    assert found["16301"] > found["16302"] > found["16304"] > 0


def test_the_same_seed_makes_the_same_people_and_a_larger_count_adds_to_them() -> None:
    few = {one.candidate_ref: one for one in population(("16304",), 20, 7, NOW)}
    many = {one.candidate_ref: one for one in population(("16304",), 30, 7, NOW)}
    other = {one.candidate_ref for one in population(("16304",), 20, 8, NOW)}
    assert {ref: many[ref] for ref in few} == few
    assert not other & set(many)


def test_ruts_are_valid_different_and_of_a_range_without_persons() -> None:
    people = list(population(PUNILLA, 500, 7, NOW))
    ruts = [one.identity.rut for one in people if one.identity.rut]
    assert all(rut.is_valid(each) and 40_000_000 <= int(each[:-1]) < 50_000_000 for each in ruts)
    assert len(set(ruts)) == len(people)


def test_profiles_are_of_the_vocabularies_and_of_many_kinds() -> None:
    people = [one.abilities for one in population(PUNILLA, 500, 7, NOW)]
    assert all(code in NAMES for can in people for code in can.occupations)
    assert {code[0] for can in people for code in can.occupations} >= {"2", "4", "5", "6", "7", "8", "9"}
    assert any(can.licences for can in people)
    assert any(can.cannot for can in people)
