"""What Operación says an operator must do now."""

from datetime import UTC, datetime

import pytest

from services.notifications.board.pages.operation import Line, command, heading
from shared.http.health import Ready
from shared.postgres.backlog import Backlog, Parked


def said(aside: int = 0, **faults: str) -> Ready:
    parked = [Parked(code="undecodable", topic="vacancies", many=aside, since=datetime(2026, 1, 14, tzinfo=UTC))]
    backlog = Backlog(lag=0, unpublished=0, held=0, parked=parked if aside else [])
    return Ready(status="waiting" if faults else "ready", faults=faults, backlog=backlog)


@pytest.mark.parametrize(
    ("lines", "told", "typed"),
    [
        ([Line("vacancies", said())], "Nada espera a nadie", ""),
        ([Line("events", said(1))], "1 hecho espera que alguien lo mire", "mesa dead-letters list"),
        ([Line("a", said(1)), Line("b", said(1))], "2 hechos esperan que alguien los mire", "mesa dead-letters list"),
        ([Line("matching", None)], "matching no contesta", "mesa status"),
        ([Line("a", None), Line("events", None)], "a y events no contestan", "mesa status"),
        (
            [Line("a", None), Line("b", said(2, kafka="away"))],
            "a no contesta; b no está al día; 2 hechos esperan que alguien los mire",
            "mesa status",
        ),
    ],
)
def test_the_heading_is_what_waits_and_the_command_what_to_type(lines: list[Line], told: str, typed: str) -> None:
    assert (heading(lines), command(lines)) == (told, typed)


def test_why_a_service_is_not_ready_is_said_in_words_and_never_in_those_of_a_server() -> None:
    line = Line("matching", said(0, kafka="the broker at 10.0.0.5 refuses", consumer="?", replay="x", clean="y"))
    assert line.faults == ["no alcanza el bus", "no escucha el bus", "una de sus tareas falla"]


def test_an_answer_of_before_this_version_is_read() -> None:
    line = Line("matching", Ready.model_validate_json('{"status": "ready", "faults": {}}'))
    assert (line.aside, heading([line])) == (0, "Nada espera a nadie")
