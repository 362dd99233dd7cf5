"""The coder of titles is better than what anybody would write, and its scores are honest (docs/coder.md: the whole)."""

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest

from shared.occupations import NAMES
from shared.occupations.coder import Coder
from shared.occupations.known import KnownPhrase, coded_titles, from_the_list
from shared.occupations.likeness import Index
from shared.occupations.titles import SURE, answer_of, pooled
from shared.occupations.words import said, words
from tests.bench import coder as bench

BASELINE_1, BASELINE_3 = 0.522, 0.687
"""BM25 over six-letter stems with the other coded titles, one title out: the figures to beat."""


@pytest.fixture(scope="module")
def kept() -> list[bench.Judged]:
    return bench.held_out()


@pytest.mark.thorough
def test_the_held_out_titles_are_hit_more_often_than_by_the_baseline(kept: list[bench.Judged]) -> None:
    found = bench.hits("", bench.of(kept))
    assert found.titles == 213
    assert found.hit_1 > BASELINE_1 + 0.05
    assert found.hit_3 > BASELINE_3 + 0.03


def test_no_title_is_in_both_folds() -> None:
    shown, kept_out = bench.fold()
    assert not set(shown) & set(kept_out)
    assert sorted([*shown, *kept_out]) == sorted(coded_titles())
    assert len(coded_titles()) == 1_065


@pytest.mark.thorough
def test_what_is_sure_is_right_and_what_is_not_sure_is_not_answered(kept: list[bench.Judged]) -> None:
    told = bench.sure("", kept, SURE)
    assert told.right > 0.8
    assert 0.5 < told.answered < 0.7
    assert {len(answer.code) for each in kept if (answer := answer_of(each.scores))} == {1, 2, 3, 4}


@pytest.mark.thorough
def test_a_score_says_how_often_it_is_right(kept: list[bench.Judged]) -> None:
    scores = [each.scores[each.best[0]] for each in kept if each.best]
    right = [each.best[0] == each.code for each in kept if each.best]
    assert sum(scores) / len(scores) == pytest.approx(sum(right) / len(right), abs=0.05)


@pytest.mark.thorough
def test_the_figures_of_the_held_out_fifth_are_those_of_the_document(kept: list[bench.Judged]) -> None:
    text = (Path(__file__).parents[3] / "docs" / "coder.md").read_text(encoding="utf-8")
    found = bench.hits("", bench.of(kept))
    (row,) = re.findall(r"^\| coder, the held-out fifth .*$", text, re.MULTILINE)
    assert f"| {found.hit_1:.3f} | {found.hit_3:.3f} |" in row
    told = bench.sure("", kept, SURE)
    (row,) = re.findall(rf"^\| {SURE} .*$", text, re.MULTILINE)
    assert f"| {told.answered:.1%} | {told.right:.1%} |" in row


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
