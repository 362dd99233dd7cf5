"""What costs how much in the agenda, in points. All unverified: the project's proposal, for the offices to change."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class AgendaPolicy:
    """Points, minutes and hours. A date costs the sum of its points; the cheapest is proposed first. Unverified."""

    missing: int = 400
    """Points for each participant who should come and cannot."""
    travel: int = 1
    """Points for each minute, one way, of each participant who comes."""
    rotation: int = 60
    """Points for each commune whose turn it was before that of the host."""
    harvest: int = 150
    """Points for each harvest of the host's or a participant's commune on that day."""
    nearby: int = 120
    """Points for each activity near by on that day."""
    other_part: int = 80
    """Points if it starts in the other part of the day than wished."""
    lunch_way: int = 30
    """Points for each participant who is on the way in the lunch hour, if the activity does not last over it."""
    later: int = 1
    """Points for each day after the first of the span."""

    travel_margin: int = 10
    """Minutes added to each way of who travels; the sum is rounded up to half-hours."""
    lunch: tuple[time, time] = (time(13), time(14))
    """The lunch hour in Santiago."""
    over_lunch_minutes: int = 240
    """An activity of so many minutes may last over lunch, from before it until after it."""
    saturday: tuple[time, time] = (time(9), time(18))
    """Hours of everybody on a Saturday, where the wish allows it and nobody says otherwise."""

    unplaced: int = 10_000
    """Points for each activity of a year's plan that has no date: more than any date costs."""
    uneven: int = 1_000
    """Points for each activity of one kind that a commune hosts beyond its even share of the year: more than turns."""
