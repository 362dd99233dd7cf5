"""The drawings of the page as a browser paints them, compared with the pictures in `golden`."""

from pathlib import Path

from playwright.async_api import Browser

from services.notifications.board.pages.map_drawn import Town, parts
from services.notifications.board.pages.seats import Group, table
from services.notifications.board.queries.crossings import Flow
from tests.pictures import painted, share_unlike, unlike
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN

GOLDEN = Path(__file__).parent / "golden"
MOST_UNLIKE = 0.005
COIHUECO, SAN_NICOLAS = "16302", "16305"
TOWNS = [Town(cut, "") for cut in (SAN_CARLOS, NIQUEN, SAN_FABIAN, COIHUECO)] + [Town(SAN_NICOLAS, "", at_table=False)]
FLOWS = [
    Flow(NIQUEN, SAN_CARLOS, 13),
    Flow(SAN_CARLOS, SAN_NICOLAS, 12),
    Flow(SAN_CARLOS, NIQUEN, 9),
    Flow(NIQUEN, SAN_NICOLAS, 6),
    Flow(SAN_FABIAN, SAN_CARLOS, 5),
    Flow(SAN_FABIAN, NIQUEN, 2),
]
GROUPS = [
    Group(SAN_CARLOS, verified=2, placed=3, referred=1, reserved=3, due=1),
    Group(NIQUEN, placed=4, referred=2),
    Group(SAN_FABIAN, reserved=2),
    Group(None, free=5),
]
NO_TEXT = ".map text { visibility: hidden; }"
NO_WORDS = ".table .who, .table .says, .table .sr { display: none; }"


async def test_the_map_looks_as_it_did(browser: Browser) -> None:
    picture = await painted(browser, parts(TOWNS, FLOWS, ""), NO_TEXT, "svg.map", 640)
    assert unlike(picture, GOLDEN / "map.png") <= MOST_UNLIKE


async def test_the_seats_of_a_vacancy_look_as_they_did(browser: Browser) -> None:
    picture = await painted(browser, table(GROUPS, big=True), NO_WORDS, "ul.table", 640)
    assert unlike(picture, GOLDEN / "seats.png") <= MOST_UNLIKE


async def test_an_arrow_less_and_a_chair_that_changed_are_seen(browser: Browser) -> None:
    whole = await painted(browser, parts(TOWNS, FLOWS, ""), NO_TEXT, "svg.map", 640)
    less = await painted(browser, parts(TOWNS, FLOWS[1:], ""), NO_TEXT, "svg.map", 640)
    assert share_unlike(whole, less) > MOST_UNLIKE
    other = [Group(SAN_CARLOS, verified=2, placed=3, referred=1, reserved=2, free=1), *GROUPS[1:]]
    before = await painted(browser, table(GROUPS, big=True), NO_WORDS, "ul.table", 640)
    after = await painted(browser, table(other, big=True), NO_WORDS, "ul.table", 640)
    assert share_unlike(before, after) > MOST_UNLIKE
