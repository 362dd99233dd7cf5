"""The coder of titles, case by case; how good it is on its corpus: tests/thorough/test_coder.py."""

import csv
from importlib.resources import files

import pytest

from shared.occupations import NAMES
from shared.occupations.coder import Coder
from shared.occupations.known import KnownPhrase, coded_titles, from_the_list
from shared.occupations.likeness import Index
from shared.occupations.titles import answer_of, pooled
from shared.occupations.words import said, words
from tests.bench import coder as bench


def test_no_title_is_in_both_folds() -> None:
    shown, kept_out = bench.fold()
    assert not set(shown) & set(kept_out)
    assert sorted([*shown, *kept_out]) == sorted(coded_titles())
    assert len(coded_titles()) == 1_065


def test_a_title_left_out_is_as_unknown_as_if_it_had_never_been_there() -> None:
    known = [
        KnownPhrase(words("esquilador"), "6121", title="esquilador"),
        KnownPhrase(words("albañil"), "7112", title="albanil"),
    ]
    assert next(iter(Coder(known).scores("esquilador"))) == "6121"
    assert Coder(known).scores("esquilador", without={0}).get("6121") is None
    assert Index([("soldador",)], ["7212"]).alike(("soldador",), without={0}) == {}


def test_scores_leave_room_for_none_of_these() -> None:
    coder = Coder(from_the_list({"7112": "Albañiles", "7212": "Soldadores y oxicortadores"}))
    assert sum(coder.scores("albañil").values()) < 1
    assert sum(coder.scores("albatros").values()) < 0.5 < sum(coder.scores("albañil").values())
    assert coder.scores("") == {}


def test_the_same_title_has_the_same_scores_however_it_is_written() -> None:
    coder = Coder(from_the_list({"7112": "Albañiles", "5131": "Garzones de mesa"}))
    assert coder.scores("ALBAÑILES (3 vacantes)") == coder.scores("albañil/a") == coder.scores("Albanil part-time")


@pytest.mark.parametrize(
    ("title", "stems"),
    [
        ("Se necesita garzón/a, turno noche", ("garzon",)),
        ("Vendedor full time con o sin experiencia", ("vendedor",)),
        ("Ayudante con licencia de conducir clase B", ("ayudant",)),
        ("Conductor licencia A4", ("conductor", "licenci", "a4")),
        ("Operario de producción - VIII Región", ("operari", "produccion")),
    ],
)
def test_what_is_said_of_the_posting_is_not_said_of_the_work(title: str, stems: tuple[str, ...]) -> None:
    assert said(title) == stems


def test_a_phrase_has_most_of_the_say_and_contradicting_phrases_leave_nobody_sure() -> None:
    scores = {"8322": 0.5, "9333": 0.3}
    assert pooled(scores, ()) == scores
    assert pooled(scores, ("9333",))["9333"] == pytest.approx(0.825)
    assert pooled(scores, ("83",))["8322"] == pytest.approx(0.875)
    assert answer_of(pooled(scores, ("8322", "9333"))) is None


def test_a_phrase_of_which_the_coder_knows_nothing_still_counts() -> None:
    found = pooled({}, ("9211",))
    assert found == {"9211": 0.75}


def test_the_answer_is_the_longest_code_that_is_sure_enough() -> None:
    assert answer_of({}) is None
    answer = answer_of({"8331": 0.4, "8332": 0.4})
    assert answer is not None
    assert (answer.code, answer.score) == ("833", 0.8)


def test_every_coded_title_has_a_code_of_the_list_and_some_employer() -> None:
    rows = list(csv.DictReader((files("shared.occupations") / "coded.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 1_152
    assert {row["code"] for row in rows} <= set(NAMES)
    assert all(int(row["employers"]) > 0 for row in rows)
