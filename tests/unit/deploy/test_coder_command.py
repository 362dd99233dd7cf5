"""`mesa coder` and `mesa bench coder` as they are typed."""

import io
import json
import sys
from typing import Any

import pytest

from deploy.cli import main


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    with pytest.raises(SystemExit) as end:
        main([*arguments, "--json"])
    assert end.value.code == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_title_given_is_an_object_with_its_candidates(capsys: pytest.CaptureFixture[str]) -> None:
    packing, unknown = said(capsys, "coder", "Operario de packing", "zzz")
    best = {"code": "9211", "scheme": "CIUO-08.CL", "label": "Obreros de explotaciones agrícolas"}
    assert packing["title"] == "Operario de packing"
    assert packing["candidates"][0].items() >= best.items()
    assert packing["occupation"] == packing["candidates"][0]
    assert unknown == {"title": "zzz", "occupation": None, "candidates": []}


def test_titles_are_read_one_a_line_and_every_line_has_its_object(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\ufeffGarzones\n\n Soldador \n"))
    found = said(capsys, "coder", "--top", "1")
    assert [each["title"] for each in found] == ["Garzones", "", "Soldador"]
    assert [[one["code"] for one in each["candidates"]] for each in found] == [["5131"], [], ["7212"]]


def test_codes_of_isco_08_are_translated_or_refused_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    vets, healers = said(capsys, "coder", "--isco", "2250", "2230")
    assert vets["occupation"] == {"code": "2230", "scheme": "CIUO-08.CL", "label": "Veterinarios"}
    assert healers["occupation"] is None
    assert [each["code"] for each in healers["candidates"]] == ["3231", "3232"]
    assert healers["refused"] == "ISCO-08 2230: en CIUO-08.CL puede ser 3231 o 3232"


def test_people_see_a_table_with_the_doubtful_ones_marked(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["coder", "Soldador [turno]", "Supervisor", "zzz"])
    shown = capsys.readouterr().out
    assert "7212" in shown
    assert "¿3122?" in shown
    assert "desconocido" in shown
    assert "[turno]" in shown


def test_a_file_of_another_encoding_is_told_apart(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for encoding, errors in (("utf-8", "strict"), ("ascii", "surrogateescape"), ("latin-1", "strict")):
        stdin = io.TextIOWrapper(io.BytesIO("Garzón\n".encode("latin-1")), encoding=encoding, errors=errors)
        monkeypatch.setattr(sys, "stdin", stdin)
        with pytest.raises(SystemExit) as end:
            main(["coder", "--json"])
        assert end.value.code == 2
        told = capsys.readouterr()
        assert ("not UTF-8" in told.err, told.out) == (True, "")


def test_a_file_in_utf_8_is_read_whatever_the_locale_says(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Garzón\n".encode()), encoding="latin-1"))
    assert [each["title"] for each in said(capsys, "coder")] == ["Garzón"]


def test_a_title_that_the_shell_gave_in_another_encoding_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["coder", "--json", "Garz\udcf3n"])
    assert end.value.code == 2
    told = capsys.readouterr()
    assert ("not UTF-8" in told.err, told.out) == (True, "")


def test_the_bench_of_the_stack_and_that_of_the_coder_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["bench", "--help"])
    assert end.value.code == 0
    assert {"--messages", "--calls", "coder"} <= set(capsys.readouterr().out.split())
