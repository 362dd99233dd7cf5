"""Where there is no date, it says which single condition would have to give, and if none alone is enough, which two."""

from datetime import date
from typing import Any

import pytest

from services.events.agenda import Participant, propose
from tests.unit.services.events.agenda.mothers import (
    COIHUECO,
    NIQUEN,
    SAN_CARLOS,
    at,
    busy,
    question,
    room,
    shown,
)

FRIDAY = {"since": date(2026, 1, 16), "until": date(2026, 1, 17)}
HOME = Participant(SAN_CARLOS)
LOST_DAY = Participant(SAN_CARLOS, busy=(busy("2026-01-12"),))
ONLY_LUNCH = Participant(SAN_CARLOS, busy=(busy("2026-01-12", "00:00", "13:00"), busy("2026-01-12", "14:00")))


def _one_day(what: str, when: str = "lunes 12 de enero a las 08:30") -> str:
    return f"Si {what}, hay 1 día posible: el {when} en Sala, San Carlos."


def _texts(*participants: Participant, **wished: Any) -> list[str]:
    answer = propose(question(*participants, **wished))
    assert not answer.proposals
    return [concession.text for concession in answer.concessions]


@pytest.mark.parametrize(
    ("participants", "wished", "told"),
    [
        pytest.param([HOME, Participant(NIQUEN, busy=(busy("2026-01-12"),))], {}, _one_day("se hace sin Ñiquén"),
                     id="somebody who must come"),
        pytest.param([ONLY_LUNCH], {}, _one_day("se ocupa la hora de almuerzo", "lunes 12 de enero a las 13:00"),
                     id="lunch"),
        pytest.param([HOME], {"asked_at": at("2026-01-12 08:00"), "notice_hours": 9},
                     _one_day("se avisa con menos anticipación"), id="notice"),
        pytest.param([HOME], {"kinds": frozenset({"gym"})}, _one_day("sirve otra clase de lugar"), id="kind"),
        pytest.param([HOME], {"expected": 80}, _one_day("sirve un lugar más chico"), id="capacity"),
        pytest.param([HOME], {"hosts": frozenset({COIHUECO})}, _one_day("recibe otra comuna"), id="host"),
        pytest.param([Participant(SAN_CARLOS, busy=(busy("2026-01-16"),))], FRIDAY,
                     _one_day("puede ser en sábado", "sábado 17 de enero a las 09:00"), id="Saturday"),
        pytest.param([LOST_DAY], {}, "Si se busca una semana más, hay 5 días posibles; el primero, el martes 13 de "
                     "enero a las 08:30 en Sala, San Carlos.", id="a week more"),
    ],
)  # fmt: skip
def test_it_says_which_single_condition_would_give_dates(
    participants: list[Participant], wished: dict[str, Any], told: str
) -> None:
    assert told in _texts(*participants, **wished)


def test_what_would_not_help_is_not_named() -> None:
    away = Participant(NIQUEN, busy=((at("2026-01-01 00:00"), at("2026-03-01 00:00")),))
    assert [text.split(",")[0] for text in _texts(HOME, away)] == ["Si se hace sin Ñiquén"]


def test_two_conditions_are_named_where_none_alone_is_enough() -> None:
    away = Participant(NIQUEN, busy=((at("2026-01-01 00:00"), at("2026-03-01 00:00")),))
    answer = propose(question(HOME, away, kinds=frozenset({"gym"})))
    assert [c.text for c in answer.concessions] == [_one_day("sirve otra clase de lugar y se hace sin Ñiquén")]
    assert shown(answer.concessions[0].first) == f"2026-01-12 08:30 {SAN_CARLOS}"
    assert answer.concessions[0].first.cannot == (NIQUEN,)


def test_nothing_is_named_where_two_are_not_enough() -> None:
    away = ((at("2026-01-01 00:00"), at("2026-03-01 00:00")),)
    everybody = (HOME, *(Participant(commune, busy=away) for commune in (NIQUEN, COIHUECO)))
    assert propose(question(*everybody, places=(room(kind="hall"),), kinds=frozenset({"gym"}))).concessions == ()


def test_where_there_is_a_date_nothing_would_have_to_give() -> None:
    assert propose(question()).concessions == ()
