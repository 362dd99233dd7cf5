"""What to do with each row of a file, in order: ask for it, skip it as a repost, or put it aside with a reason."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from services.vacancies.imports.posting import Doubts, Posting
from shared.tabular import Row


@dataclass(frozen=True, slots=True)
class Ask:
    """A row to be asked for."""

    number: int
    posting: Posting


@dataclass(frozen=True, slots=True)
class Repost:
    """A row that repeats an earlier one."""

    number: int


@dataclass(frozen=True, slots=True)
class Aside:
    """A row put aside: a stable reason, and Spanish text."""

    number: int
    reason: str
    text: str


Step = Ask | Repost | Aside


def plan(rows: Iterable[Row], read: Callable[[Row], Posting]) -> Iterator[Step]:
    """What to do with each row. Postings are remembered to recognise reposts: some 200 bytes each."""
    seen: set[bytes | str] = set()
    for row in rows:
        step = _step(row, read)
        if isinstance(step, Ask):
            keys: set[bytes | str] = {step.posting.content, step.posting.identity}
            if keys & seen:
                step = Repost(row.number)
            seen |= keys
        yield step


def _step(row: Row, read: Callable[[Row], Posting]) -> Step:
    if row.broken:
        return Aside(row.number, "row_unreadable", f"La fila no se puede leer: {row.broken}")
    try:
        return Ask(row.number, read(row))
    except Doubts as doubtful:
        return Aside(row.number, doubtful.doubts[0].reason, str(doubtful))
