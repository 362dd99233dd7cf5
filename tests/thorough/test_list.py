"""Every occupation of the list, by its own name."""

import pytest

from shared.occupations import NAMES, code_of_title, shared_digits


@pytest.mark.parametrize("great_group", "0123456789")
def test_every_name_of_the_list_is_coded_as_itself_or_within_or_above_its_group(great_group: str) -> None:
    for each in (each for each in NAMES if each[0] == great_group):
        coded = code_of_title(NAMES[each])
        found = coded.code if coded else ""
        near = shared_digits(found, each)
        assert near == 4 if len(each) == 4 else 0 < near == min(len(found), len(each)), (NAMES[each], found)
