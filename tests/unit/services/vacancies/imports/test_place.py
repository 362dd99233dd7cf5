"""The commune of a row: a fact or a question."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from services.vacancies.imports.place import NamedCommune, place_in
from shared.tabular.values import Doubt


@dataclass(frozen=True)
class Town:
    cut: str
    name: str


SAN_CARLOS, NIQUEN, LOTA, FLORIDA, FLORIDA_SUR = (
    Town("16301", "San Carlos"),
    Town("16303", "Ñiquén"),
    Town("08106", "Lota"),
    Town("08104", "Florida"),
    Town("99999", "Florida"),
)
MEANT = {
    "Ñuble, San Carlos": [SAN_CARLOS],
    "Ñuble, Ñiquén": [NIQUEN],
    "Lota": [LOTA],
    "Florida": [FLORIDA, FLORIDA_SUR],
}
MESA = frozenset({"16301", "16303", "08104"})


def find(text: str) -> Sequence[NamedCommune]:
    return MEANT.get(text, [])


def reason(text: str, members: frozenset[str] | None = MESA, own: str | None = None) -> str:
    with pytest.raises(Doubt) as doubt:
        place_in(find, members, own)(text)
    assert doubt.value.text
    return doubt.value.reason


def test_a_place_of_this_table_is_its_commune() -> None:
    assert place_in(find, MESA, None)("Ñuble,\n San Carlos") == "16301"


def test_a_place_elsewhere_unknown_missing_or_ambiguous_is_a_question() -> None:
    assert reason("Lota") == "commune_not_in_mesa"
    assert reason("Macondo") == "place_unknown"
    assert reason("") == "place_missing"
    assert reason("Florida") == "place_ambiguous"


def test_the_office_that_imports_settles_what_is_missing_or_ambiguous_and_posts_only_its_own() -> None:
    assert place_in(find, MESA, "08104")("Florida") == "08104"
    assert place_in(find, MESA, "16303")("No disponible") == "16303"
    assert reason("Ñuble, San Carlos", own="16303") == "other_commune"


def test_without_a_running_table_membership_is_left_out() -> None:
    assert place_in(find, None, None)("Lota") == "08106"
