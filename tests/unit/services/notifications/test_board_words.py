"""How the page says times and seats, and what it takes for an address of a service."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.board import words
from services.notifications.board.acting import Services
from services.notifications.board.officers.store import Officer
from services.notifications.board.pages.seats import Group, cloth_of, table
from services.notifications.board.pages.tasks import today
from services.notifications.board.queries.waiting import WaitingView

SAN_CARLOS = "16301"
NOW = datetime(2026, 1, 14, 13, 20, tzinfo=UTC)
"""Wednesday, 10:20 in Santiago; the office closes at 17:30."""


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (-1, "vencido"),
        (51, "51 min"),
        (140, "2 h 20 min"),
        (180, "3 h"),
        (24 * 60, "9 h"),
        (5 * 24 * 60, "26 h"),
        (7 * 24 * 60, "4 días"),
    ],
)
def test_time_that_is_left_is_working_time(minutes: int, said: str) -> None:
    assert words.left(NOW + timedelta(minutes=minutes), NOW, SAN_CARLOS) == said


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(minutes=51), "hasta las 11:11"),
        (timedelta(days=1), "hasta mañana a las 10:20"),
        (timedelta(days=2), "hasta el viernes 16 a las 10:20"),
        (timedelta(days=20), "hasta el martes 3 de febrero a las 10:20"),
    ],
)
def test_a_deadline_names_the_day_within_the_week(ahead: timedelta, said: str) -> None:
    assert words.until(NOW + ahead, NOW) == said


def item(minutes: int | None, waits: str = "window", matter: str = "v-1") -> WaitingView:
    until = None if minutes is None else NOW + timedelta(minutes=minutes)
    needs = {"seats": 2, "candidates": 3, "proposal_id": "p-1"}
    shown = {"title": "Garzón/a", "folio": "SC-2026-0001", "home": SAN_CARLOS}
    return WaitingView(kind="vacancy", matter_id=matter, waits=waits, until=until, needs=needs, **shown)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ([], "Nada espera por su oficina"),
        ([None], "Nada vence hoy; 1 asunto espera"),
        ([51], "Un asunto vence hoy, a las 11:11"),
        ([51, 90], "Dos asuntos vencen hoy; el próximo, a las 11:11"),
        ([-20, 90], "Dos asuntos vencen hoy; el próximo, a las 11:50"),
        ([-20], "Un asunto venció hoy"),
    ],
)
def test_the_heading_is_the_answer(minutes: list[int | None], said: str) -> None:
    items = [item(each, matter=f"v-{n}") for n, each in enumerate(minutes)]
    assert today(items, NOW, SAN_CARLOS).heading == said


@given(
    st.lists(
        st.builds(
            Group,
            st.sampled_from([None, "16301", "16303", "16304", "08401"]),
            *(st.integers(0, 30) for _ in range(5)),
        ),
        max_size=4,
    ),
    st.booleans(),
)
def test_a_chair_is_drawn_for_each_seat_and_nothing_that_a_policy_refuses(groups: list[Group], big: bool) -> None:
    drawn = str(table(groups, big))
    assert drawn.count('href="#chair-') == sum(group.seats for group in groups)
    assert "style=" not in drawn
    assert all(str(group.seats) in drawn for group in groups if group.seats)


def test_the_communes_of_the_punilla_have_a_cloth_each() -> None:
    five = {cloth_of(cut) for cut in ("16301", "16302", "16303", "16304", "16305")}
    assert len(five) == 5
    assert cloth_of("08401") not in {*five, "free"}


@pytest.mark.parametrize("path", ["/v1/held/../take-back", "/v1/held/a b/take-back", "/v1/held//x", "/v1/x?dry_run=1"])
async def test_what_is_no_id_asks_nothing_of_a_service(path: str) -> None:
    answer = await Services({}, None).get(Officer(SAN_CARLOS, "of-1", "Ana"), "vacancies", path)
    assert answer.status == 404
