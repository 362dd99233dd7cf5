"""How Chileans write a day, in what officers read of any service."""

from datetime import date, datetime

from shared.calendar import SANTIAGO

DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


def day(at: datetime | date) -> str:
    """«martes 13 de enero»; of an instant the day in Santiago."""
    local = at.astimezone(SANTIAGO) if isinstance(at, datetime) else at
    return f"{DAYS[local.weekday()]} {local.day} de {MONTHS[local.month - 1]}"
