"""A RUT is found wherever it could travel, and what only looks like one is let through."""

import pytest

from shared.contracts.rut import is_rut_of_a_person
from shared.personal_data import holds_one

RUTS = (
    "12667869-K",
    "12.667.869-k",
    "12667869K",
    "12,667,869-K",
    "9868503-0",
    "98685030",
    "09868503-0",
    "12667869 - K",
)
IDS = (
    "16301-123",
    "16301-15",
    "SC-2026-0042",
    "c-4f8a",
    "sc-1",
    "20260112T0900",
    "1.200.000",
    "76192083-9",
    "1-9",
    "omil-2",
)


@pytest.mark.parametrize("rut", RUTS)
def test_a_rut_is_one_in_every_spelling_and_in_a_text(rut: str) -> None:
    assert is_rut_of_a_person(rut)
    assert holds_one(rut)


@pytest.mark.parametrize("text", ["Preguntar por RUT 12.667.869-K", "(9868503-0)", "persona:12667869-K"])
def test_a_rut_is_found_within_a_text(text: str) -> None:
    assert holds_one(text)


@pytest.mark.parametrize("text", IDS)
def test_what_offices_and_systems_count_with_is_no_rut(text: str) -> None:
    assert not holds_one(text)


def test_a_commune_may_number_its_requests() -> None:
    assert not [text for text in (f"16301-{n}" for n in range(2000)) if holds_one(text)]
