"""Spanish as Chileans write it: plain letters, days and times, lists, counts, amounts. Source: CLDR es-CL, by Babel."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from shared.calendar import SANTIAGO

LOCALE = "es_CL"


def plain(text: str) -> str:
    """Lower case without accents; ñ becomes n, as half of what people write has it."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def day(at: datetime | date) -> str:
    """«martes 13 de enero»; of an instant the day in Santiago."""
    return _formatted(_local(at), "EEEE d 'de' MMMM")


def short_day(at: datetime | date) -> str:
    """«mar 13-01»; of an instant the day in Santiago."""
    return _formatted(_local(at), "EEE dd-MM")


def when(at: datetime) -> str:
    """«martes 13 de enero a las 16:00», time in Santiago."""
    return f"{day(at)} a las {at.astimezone(SANTIAGO):%H:%M}"


def count(number: int, one: str, several: str) -> str:
    """«1 cupo», «22 cupos»."""
    return f"{number} {one if number == 1 else several}"


def listed(names: Sequence[str]) -> str:
    """«a», «a y b», «a, b e i», «a e «i»»."""
    if len(names) < 2:
        return "".join(names)
    # CLDR has no form for «e» before an i; Babel would write «y»
    sounds_i = names[-1].lower().lstrip("«").startswith(("i", "hi"))
    last = f"{'e' if sounds_i else 'y'} {names[-1]}"
    return f"{', '.join(names[:-1])} {last}"


def decimal(number: float) -> str:
    """«1,5», «1.000», «-1»: three decimals at most."""
    return str(format_decimal(number, "#,##0.###", locale=LOCALE))


def pesos(amount: int) -> str:
    """«$540.000»."""
    return f"${decimal(amount)}"


def _local(at: datetime | date) -> date:
    return at.astimezone(SANTIAGO).date() if isinstance(at, datetime) else at


@lru_cache(maxsize=4096)
def _formatted(on: date, pattern: str) -> str:
    # cached: a batch of notices writes the same few days again and again
    return str(format_date(on, pattern, locale=LOCALE))
