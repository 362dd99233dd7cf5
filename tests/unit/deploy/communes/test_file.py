"""The file of a commune: what stands in a new one is said, and a word nobody knows is a fault."""

from pathlib import Path

import pytest

from deploy.communes.file import path_of, read_all, write_new
from shared.contracts.communes import Offers
from shared.errors import OperatorError

NIQUEN = "16303"


def changed(home: Path, before: str, after: str) -> None:
    write_new(home, NIQUEN)
    path = path_of(home, NIQUEN)
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_new_commune_offers_by_itself(tmp_path: Path) -> None:
    write_new(tmp_path, NIQUEN)
    assert read_all(tmp_path)[NIQUEN].fact().offers is Offers.AUTOMATIC


def test_a_commune_that_wants_an_officer_first_says_so_in_its_file(tmp_path: Path) -> None:
    changed(tmp_path, 'offers = "automatic"', 'offers = "confirmed"')
    assert read_all(tmp_path)[NIQUEN].fact().offers is Offers.CONFIRMED


def test_another_word_is_a_fault_that_names_it(tmp_path: Path) -> None:
    changed(tmp_path, 'offers = "automatic"', 'offers = "sometimes"')
    with pytest.raises(OperatorError, match="offers"):
        read_all(tmp_path)
