"""Lists in pages: `limit`, a cursor `after`, and in `Link` where the next page is (RFC 8288)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request, Response

from shared.contracts.replies import Fault
from shared.http.problems import Problem
from shared.postgres.reader import Reader

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=500, description="Cuántos a lo más")]
After = Annotated[str | None, Query(description="El último de la página anterior, como lo da `Link: rel=next`")]


@dataclass(frozen=True, slots=True)
class Paging:
    """The page of a list that a request names: `limit` entries at most, those after the entry `after`."""

    request: Request
    response: Response
    limit: int
    after: str | None

    async def require_known(self, exists: Callable[[Reader, str], Awaitable[bool]], read: Reader) -> None:
        """Raises Problem 422 unless the entry that `after` names exists in the list."""
        if self.after is not None and not await exists(read, self.after):
            text = "No es el último de ninguna página de esta lista: use el que da `Link: rel=next`"
            raise Problem(422, "invalid", [Fault(code="unknown_cursor", field="after", text=text)])

    def linked(self, found: list[T], cursor: Callable[[T], str]) -> list[T]:
        """The entries of this page. If it is full, `Link` names the next one, by the cursor of the last entry."""
        if len(found) == self.limit:
            following = self.request.url.include_query_params(after=cursor(found[-1]))
            self.response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
        return found


def _paging(request: Request, response: Response, limit: Limit = 50, after: After = None) -> Paging:
    return Paging(request, response, limit, after)


Paged = Annotated[Paging, Depends(_paging)]
