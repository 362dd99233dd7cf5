"""`mesa coder`: the occupations that job titles name, in CIUO-08.CL; and codes of ISCO-08, translated or refused."""

import io
import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from shared.errors import OperatorError
from shared.occupations import NAMES, NoCounterpart, translate
from shared.occupations.schemes import CIUO, ISCO
from shared.occupations.titles import OccupationCandidate, coding_of

_UNREAD = re.compile("[\udc80-\udcff]")


def command(
    titles: Annotated[list[str] | None, typer.Argument(help="Job titles; without any, one a line is read.")] = None,
    isco: Annotated[bool, typer.Option("--isco", help="They are codes of ISCO-08: translate or refuse them.")] = False,
    at_most: Annotated[int, typer.Option("--top", min=1, max=20, help="Candidates a title.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="An object a line, for machines.")] = False,
) -> None:
    """The occupations that job titles or labels of the exchange name, in CIUO-08.CL.

    `occupation` is the answer, of 1 to 4 digits, or nothing where the title is not sure enough to be coded;
    `candidates` are what a person may choose from, best first. A score of 0.8 is right about eight times in ten.
    """
    _in_utf8()
    found = (_translated(said) if isco else _coded(said, at_most) for said in _given(titles) or _lines())
    if as_json:
        for each in found:
            print(json.dumps(each, ensure_ascii=False))
    else:
        _show(found)


def _in_utf8() -> None:
    """Whatever the locale: bytes that are not UTF-8 are reported, and none is written."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="strict")


def _given(titles: list[str] | None) -> list[str]:
    """The titles of the command line. Raises Fault for bytes that are no UTF-8."""
    try:
        # what the locale could not read is here as it came (PEP 383)
        return [os.fsencode(said).decode() if _UNREAD.search(said) else said for said in titles or ()]
    except UnicodeDecodeError as error:
        raise OperatorError("a title is not UTF-8", do="set the terminal to UTF-8", code=2) from error


def _lines() -> Iterator[str]:
    if sys.stdin.isatty():
        raise OperatorError(
            "no titles", do='mesa coder "Operario de packing", or a file with one a line: mesa coder < file', code=2
        )
    try:
        for line in sys.stdin:
            yield line.removeprefix("\ufeff").strip()
    except UnicodeDecodeError as error:
        raise OperatorError(
            f"standard input is not UTF-8: {error.reason}", do="iconv -f latin1 -t utf8", code=2
        ) from error


def _coded(title: str, at_most: int) -> dict[str, Any]:
    coding = coding_of(title, at_most)
    return {
        "title": title,
        "occupation": _scored(coding.answer) if coding.answer else None,
        "candidates": [_scored(each) for each in coding.candidates],
    }


def _scored(each: OccupationCandidate) -> dict[str, Any]:
    return _named(each.code) | {"score": each.score}


def _translated(code: str) -> dict[str, Any]:
    """`title` is the code that was given, with its scheme; a refusal has its reason."""
    said = {"title": f"{ISCO} {code}"}
    try:
        occupation = _named(translate(code, ISCO).code)
    except NoCounterpart as refused:
        return said | {
            "occupation": None,
            "candidates": [_named(each) for each in refused.candidates],
            "refused": str(refused),
        }
    return said | {"occupation": occupation, "candidates": [occupation]}


def _named(code: str) -> dict[str, Any]:
    return {"code": code, "scheme": CIUO, "label": NAMES[code]}


def _show(found: Iterator[dict[str, Any]]) -> None:
    table = Table("título", f"código {CIUO}", "ocupación", "puntaje")
    for each in found:
        answer = each["occupation"]
        shown = [answer] if answer else each["candidates"][:3]
        for n, one in enumerate(shown or [None]):
            score = f"{one['score']:.2f}" if one and "score" in one else ""
            code = (one["code"] if answer else f"¿{one['code']}?") if one else "desconocido"
            table.add_row(
                escape(each["title"]) if n == 0 else "", code, one["label"] if one else each.get("refused", ""), score
            )
    Console().print(table)
