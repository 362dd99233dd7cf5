"""How Chileans write times, counts and lists of communes in a notice."""

from collections.abc import Sequence
from datetime import datetime

from shared.calendar import SANTIAGO
from shared.spanish import day
from shared.territory import all_communes


def when(at: datetime) -> str:
    """«martes 13 de enero a las 16:00», local time."""
    return f"{day(at)} a las {at.astimezone(SANTIAGO):%H:%M}"


def count(number: int, one: str, several: str) -> str:
    """«1 cupo», «22 cupos»."""
    return f"{number} {one if number == 1 else several}"


def name_of(cut: str) -> str:
    """The name of a commune."""
    known = all_communes().get(cut)
    return known.name if known else cut


def names_of(cuts: Sequence[str]) -> str:
    """«San Fabián», «San Fabián y Ñiquén», «Coihueco, San Fabián y Ñiquén»."""
    names = [name_of(cut) for cut in cuts]
    if len(names) < 2:
        return "".join(names)
    last = "e " + names[-1] if names[-1].startswith(("I", "Hi")) else "y " + names[-1]
    return f"{', '.join(names[:-1])} {last}"
