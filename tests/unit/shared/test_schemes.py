"""Codes of other schemes: brought over where that is certain, refused where it is not."""

import pytest

from shared.occupations import NAMES, NoCounterpart, translate
from shared.occupations.schemes import _unit_groups


@pytest.mark.parametrize(
    ("isco", "ciuo"),
    [("2250", "2230"), ("2261", "2241"), ("2221", "2221"), ("9211", "9211"), ("8332", "8332"), ("0110", "0110")],
)
def test_a_code_of_isco_08_with_a_counterpart_is_translated(isco: str, ciuo: str) -> None:
    found = translate(isco, "ISCO-08")
    assert (found.scheme, found.code) == ("CIUO-08.CL", ciuo)


def test_the_same_digits_are_never_taken_for_the_same_occupation() -> None:
    assert translate("2230", "CIUO-08.CL").code == "2230"
    with pytest.raises(NoCounterpart) as refused:
        translate("2230", "ISCO-08")
    assert refused.value.candidates == ("3231", "3232")


@pytest.mark.parametrize("isco", ["3222", "3253", "3256", "2240"])
def test_what_chile_has_no_group_for_is_refused_without_candidates(isco: str) -> None:
    with pytest.raises(NoCounterpart, match="no tiene ese grupo") as refused:
        translate(isco, "ISCO-08")
    assert refused.value.candidates == ()


def test_what_chile_split_is_refused_with_the_parts_to_choose_from() -> None:
    with pytest.raises(NoCounterpart) as refused:
        translate("5312", "ISCO-08")
    assert refused.value.candidates == ("3611", "3612", "5312")


def test_a_group_is_translated_where_all_of_it_stays_together() -> None:
    assert translate("83", "ISCO-08").code == "83"
    assert translate("9", "ISCO-08").code == "9"
    with pytest.raises(NoCounterpart):
        translate("22", "ISCO-08")


@pytest.mark.parametrize("code", ["3611", "2241", "7777", "", "abcd", "22300"])
def test_a_code_that_isco_08_does_not_have_is_refused(code: str) -> None:
    with pytest.raises(NoCounterpart, match="no existe ese código"):
        translate(code, "ISCO-08")


def test_a_code_that_chile_does_not_have_is_refused_in_its_own_scheme() -> None:
    with pytest.raises(NoCounterpart):
        translate("2250", "CIUO-08.CL")


@pytest.mark.parametrize("scheme", ["ISCO-88", "SOC", "", "CIUO-88.CL"])
def test_an_unknown_scheme_is_refused(scheme: str) -> None:
    with pytest.raises(NoCounterpart, match="esquema desconocido"):
        translate("9211", scheme)


def test_the_spanish_name_of_isco_08_is_not_chiles_scheme() -> None:
    assert translate("2250", "CIUO-08").code == "2230"
    assert translate("2250", "isco_08").code == "2230"


def test_isco_08_has_436_unit_groups_of_which_11_are_not_in_chiles_list_and_19_the_other_way_round() -> None:
    groups, listed = set(_unit_groups()), {code for code in NAMES if len(code) == 4}
    assert (len(groups), len(groups - listed), len(listed - groups)) == (436, 11, 19)
    assert {code for meant in _unit_groups().values() for code in meant} <= listed
