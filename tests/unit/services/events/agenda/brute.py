"""The same question answered a second way: every half-hour and place is asked by itself, without bit sets.

Written from the words of `Wish` and `AgendaPolicy`, not from the solver.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from services.events.agenda import AgendaPolicy, DateQuestion, Participant, PartOfDay, Place
from shared.calendar import SANTIAGO, add_working_hours, is_holiday, office_hours

MINUTE = timedelta(minutes=1)


def cheapest(question: DateQuestion, policy: AgendaPolicy) -> int | None:
    """The least points of any start at any place; None if there is none."""
    return min((points for _, _, points in every_date(question, policy)), default=None)


def every_date(question: DateQuestion, policy: AgendaPolicy) -> Iterator[tuple[datetime, Place, int]]:
    """Every start (UTC) and place at which it can be, with its points."""
    wish = question.wish
    start = datetime.combine(wish.since, time(), SANTIAGO).astimezone(UTC)
    while start.astimezone(SANTIAGO).date() <= wish.until:
        for place in question.places:
            points = _points(question, policy, start, place)
            if points is not None:
                yield start, place, points
        start += 30 * MINUTE


def _points(question: DateQuestion, policy: AgendaPolicy, start: datetime, place: Place) -> int | None:
    wish = question.wish
    end = start + -(-wish.minutes // 30) * 30 * MINUTE
    day = start.astimezone(SANTIAGO).date()
    noon, one = (datetime.combine(day, hour, SANTIAGO) for hour in policy.lunch)
    lasts_over = start <= noon and one <= end and wish.minutes >= policy.over_lunch_minutes
    if not _suits(question, place) or not _free(question, policy, place, start, end):
        return None
    if wish.lunch and start < one and noon < end and not lasts_over:
        return None
    if start < add_working_hours(wish.asked_at, wish.notice_hours, wish.organiser):
        return None
    points = policy.later * (day - wish.since).days
    for who in question.participants:
        minutes = question.minutes(who.commune, place.commune)
        way = -(-(minutes + policy.travel_margin) // 30) * 30 * MINUTE if minutes else 0 * MINUTE
        if _free(question, policy, who, start - way, end + way):
            apart = one <= start or end <= noon
            on_the_way = apart and start - way < one and noon < end + way and wish.lunch
            points += policy.travel * minutes + policy.lunch_way * on_the_way
        elif who.must or who.commune == place.commune:
            return None
        else:
            points += policy.missing
    return points + _beside(question, policy, start, place, day)


def _beside(question: DateQuestion, policy: AgendaPolicy, start: datetime, place: Place, day: date) -> int:
    """The points that do not depend on who comes."""
    wish = question.wish
    hosts = {other.commune for other in question.places if _suits(question, other)}
    longest = date(1, 1, 1)
    mine = wish.hosted.get(place.commune, longest)
    before = [host for host in hosts if wish.hosted.get(host, longest) < mine]
    concerned = {who.commune for who in question.participants} | {place.commune}
    harvests = {h.commune for h in wish.harvests if h.since <= day <= h.until} & concerned
    days = [day + timedelta(days=n) for n in (0, 1)]
    morning, next_one = (datetime.combine(each, time(), SANTIAGO) for each in days)
    near = [each for each in wish.nearby if each.starts_at < next_one and morning <= each.ends_at]
    in_the_morning = start.astimezone(SANTIAGO).hour < 13
    other_part = wish.part is not None and (wish.part is PartOfDay.MORNING) != in_the_morning
    return (
        policy.rotation * len(before)
        + policy.harvest * len(harvests)
        + policy.nearby * len(near)
        + policy.other_part * other_part
    )


def _suits(question: DateQuestion, place: Place) -> bool:
    wish = question.wish
    of_kind = not wish.kinds or place.kind in wish.kinds
    large = place.capacity is None or place.capacity >= wish.expected
    return of_kind and large and (not wish.hosts or place.commune in wish.hosts)


def _free(
    question: DateQuestion, policy: AgendaPolicy, of: Participant | Place, start: datetime, end: datetime
) -> bool:
    """Whether it is open all the time and has nothing else. What is busy for some minutes is busy for the half-hour."""
    day = start.astimezone(SANTIAGO).date()
    if is_holiday(day, of.commune) or day.weekday() > 5 or (day.weekday() == 5 and not question.wish.saturday):
        return False
    if day.weekday() == 5 and (of.hours is None or 5 not in of.hours):
        opens, closes = (datetime.combine(day, hour, SANTIAGO) for hour in policy.saturday)
    elif of.hours is None:
        opens, closes = office_hours(day, of.commune)
    elif day.weekday() in of.hours:
        opens, closes = (datetime.combine(day, hour, SANTIAGO) for hour in of.hours[day.weekday()])
    else:
        return False
    return opens <= start and end <= closes and not any(start < until and since < end for since, until in of.busy)
