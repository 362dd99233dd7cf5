"""The coder of titles on the corpus it learned from: better than the baseline, and its scores are honest."""

import re
from pathlib import Path

import pytest

from shared.occupations.titles import SURE, answer_of
from tests.bench import coder as bench

BASELINE_1, BASELINE_3 = 0.522, 0.687
"""BM25 over six-letter stems with the other coded titles, one title out: the figures to beat."""


@pytest.fixture(scope="module")
def kept() -> list[bench.Judged]:
    return bench.held_out()


def test_the_held_out_titles_are_hit_more_often_than_by_the_baseline(kept: list[bench.Judged]) -> None:
    found = bench.hits("", bench.of(kept))
    assert found.titles == 213
    assert found.hit_1 > BASELINE_1 + 0.05
    assert found.hit_3 > BASELINE_3 + 0.03


def test_what_is_sure_is_right_and_what_is_not_sure_is_not_answered(kept: list[bench.Judged]) -> None:
    told = bench.sure("", kept, SURE)
    assert told.right > 0.8
    assert 0.5 < told.answered < 0.7
    assert {len(answer.code) for each in kept if (answer := answer_of(each.scores))} == {1, 2, 3, 4}


def test_a_score_says_how_often_it_is_right(kept: list[bench.Judged]) -> None:
    scores = [each.scores[each.best[0]] for each in kept if each.best]
    right = [each.best[0] == each.code for each in kept if each.best]
    assert sum(scores) / len(scores) == pytest.approx(sum(right) / len(right), abs=0.05)


def test_the_figures_of_the_held_out_fifth_are_those_of_the_document(kept: list[bench.Judged]) -> None:
    text = (Path(__file__).parents[2] / "docs" / "coder.md").read_text(encoding="utf-8")
    found = bench.hits("", bench.of(kept))
    (row,) = re.findall(r"^\| coder, the held-out fifth .*$", text, re.MULTILINE)
    assert f"| {found.hit_1:.3f} | {found.hit_3:.3f} |" in row
    told = bench.sure("", kept, SURE)
    (row,) = re.findall(rf"^\| {SURE} .*$", text, re.MULTILINE)
    assert f"| {told.answered:.1%} | {told.right:.1%} |" in row
