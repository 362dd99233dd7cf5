"""The look for people in topics and logs finds them, and passes over what a commune wrote on its own intake."""

from pathlib import Path

import pytest

from tests.leaks import leaks_in


@pytest.mark.parametrize("text", ["Rosa Fuentealba", '{"ref":"12.667.869-K"}', "9868503-0", "Ana Muñoz"])
def test_a_person_on_a_topic_is_found(text: str, tmp_path: Path) -> None:
    segment = tmp_path / "kafka" / "data" / "mesa.vacancies-3" / "00000000000000000000.log"
    segment.parent.mkdir(parents=True)
    segment.write_bytes(b"\x00\xff" + text.encode() + b"\x00")
    assert len(list(leaks_in(tmp_path))) == 1
    intake = segment.parent.rename(segment.parent.with_name("mesa.intake.16301-0"))
    assert list(leaks_in(tmp_path)) == [], intake


def test_pseudonyms_and_numbers_are_nobody(tmp_path: Path) -> None:
    (tmp_path / "up.log").write_text("candidate p-12 leased; pay 1.266.786; 986-850-30")
    assert list(leaks_in(tmp_path)) == []
