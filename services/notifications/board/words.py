"""How the page says times, deadlines, communes and numbers: Spanish as Chileans write it, working time of an office."""

from datetime import date, datetime, timedelta

from babel.dates import format_date

from shared.calendar import SANTIAGO, is_working_day, office_hours, working_hours_between
from shared.territory import name_of as commune
from shared.text import LOCALE, count, day, decimal, listed, pesos, short_day

__all__ = ["clock", "commune", "count", "day", "decimal", "left", "listed", "pesos", "short_day", "since", "until"]


def month(day: date) -> str:
    """«enero de 2026»."""
    return str(format_date(day, "MMMM 'de' y", locale=LOCALE))


def local(at: datetime) -> datetime:
    """The time in Santiago."""
    return at.astimezone(SANTIAGO)


def clock(at: datetime) -> str:
    """«11:11»."""
    return f"{at.astimezone(SANTIAGO):%H:%M}"


def left(until: datetime, now: datetime, cut: str) -> str:
    """Working time that is left: «51 min», «2 h 20 min», «3 días»; «vencido» if there is none."""
    if until <= now:
        return "vencido"
    return span(working_hours_between(now, until, cut))


def span(hours: float) -> str:
    """Working time of some length: «35 min», «2 h 35 min», «16 h», «3 días» of nine hours."""
    minutes = round(hours * 60)
    if minutes < 60:
        return f"{minutes} min"
    whole, rest = divmod(minutes, 60)
    if whole < 9:
        return f"{whole} h {rest:02} min" if rest else f"{whole} h"
    return f"{whole} h" if whole < 27 else count(whole // 9, "día", "días")


def day_told(at: datetime, now: datetime) -> str:
    """«Hoy», «Ayer, martes 13 de enero», «Lunes 12 de enero»."""
    days = (now.astimezone(SANTIAGO).date() - at.astimezone(SANTIAGO).date()).days
    return "Hoy" if days == 0 else f"Ayer, {day(at)}" if days == 1 else day(at).capitalize()


def until(at: datetime, now: datetime) -> str:
    """«hasta las 11:11», «hasta mañana a las 09:20», «hasta el viernes 16 a las 13:11»."""
    return f"hasta {_told(at, now)}"


def since(at: datetime, now: datetime) -> str:
    """«08:40», «ayer 17:25», «viernes 9 de enero»."""
    days = (now.astimezone(SANTIAGO).date() - at.astimezone(SANTIAGO).date()).days
    if days == 0:
        return clock(at)
    return f"ayer {clock(at)}" if days == 1 else f"{day(at)} {clock(at)}"


def _told(at: datetime, now: datetime) -> str:
    local, today = at.astimezone(SANTIAGO), now.astimezone(SANTIAGO).date()
    days = (local.date() - today).days
    if days == 0:
        return f"las {clock(at)}"
    if days == 1:
        return f"mañana a las {clock(at)}"
    if 1 < days < 7:
        name = day(at).split(" de ", maxsplit=1)[0]
        return f"el {name} a las {clock(at)}"
    return f"el {day(at)} a las {clock(at)}"


def rest_of_day(now: datetime, cut: str) -> str:
    """«Quedan 7 h 10 min hábiles de jornada.», or that the office is closed."""
    today = now.astimezone(SANTIAGO).date()
    opens, closes = office_hours(today, cut)
    if not is_working_day(today, cut):
        return "Hoy la oficina no atiende."
    if now >= closes:
        return "La jornada de hoy terminó."
    return f"Quedan {left(closes, max(now, opens), cut)} hábiles de jornada."


def is_soon(until: datetime, now: datetime, cut: str) -> bool:
    """Whether less than an hour of working time is left."""
    return until <= now or working_hours_between(now, until, cut) < 1


def is_today(at: datetime, now: datetime) -> bool:
    return at.astimezone(SANTIAGO).date() <= now.astimezone(SANTIAGO).date()


def week_later(at: datetime, now: datetime) -> bool:
    """Whether it lies more than a week ahead."""
    return at - now > timedelta(days=7)
