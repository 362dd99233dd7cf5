"""Conditional requests (RFC 9110, section 13): which revision a change is meant for, and what a reader has already."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Response
from pydantic import WithJsonSchema

from shared.contracts.replies import Fault
from shared.http.problems import Problem

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_LIST = re.compile(rf"\s*(?:{_TAG.pattern}\s*(?:,\s*|$))+", re.ASCII)
_REVISION = re.compile(r"[1-9][0-9]{0,14}", re.ASCII)
ABOUT = "El ETag de lo que se leyó: si otra persona lo cambió después, 412"

_LISTED = r'(W/)?"[!#-~]*"'
Header_ = Annotated[
    str | None,
    # described only: what has another form is malformed and no fault of a field, 400 and not 422
    WithJsonSchema({"type": "string", "pattern": rf"^(\*|{_LISTED}( *, *{_LISTED})*)$"}),
    Header(alias="If-Match", description=ABOUT),
]


@dataclass(frozen=True, slots=True)
class Precondition:
    """What `If-Match` says. `revisions`: those it names; None for `*`, and where there is none."""

    revisions: frozenset[int] | None

    async def revision(self, current: Callable[[], Awaitable[int | None]]) -> int | None:
        """The revision to change; None: whichever stands. `current` gives that of now, if several are named.

        Raises Problem 412 if none of them can be the one of now.
        """
        if self.revisions is None:
            return None
        if len(self.revisions) == 1:
            return next(iter(self.revisions))
        now = await current() if self.revisions else None
        if now is None or now not in self.revisions:
            raise _problem(412, "rejected", "if_match", "Otra persona lo cambió después, o no es un ETag nuestro")
        return now


def tags(header: str, name: str) -> list[tuple[bool, str]] | None:
    """The entity tags of a header, (weak, tag); None for `*`. Raises Problem 400 for what is neither."""
    if header.strip() == "*":
        return None
    if not _LIST.fullmatch(header):
        raise _problem(400, "malformed", "malformed", 'Tiene que ser ETags entre comillas, como "3", o *', name)
    return [(bool(weak), tag) for weak, tag in _TAG.findall(header)]


def _of(header: str | None) -> Precondition:
    found = None if header is None else tags(header, "If-Match")
    if found is None:
        return Precondition(None)
    # the comparison is strong: a weak tag names no revision
    return Precondition(frozenset(int(tag) for weak, tag in found if not weak and _REVISION.fullmatch(tag)))


def _may(if_match: Header_ = None) -> Precondition:
    return _of(if_match)


def _must(if_match: Header_ = None) -> Precondition:
    if if_match is None:
        text = "Dos personas pueden cambiar esto: diga qué versión leyó (su ETag), o * para cambiar la que haya"
        raise _problem(428, "precondition-required", "if_match_missing", text)
    return _of(if_match)


MayMatch = Annotated[Precondition, Depends(_may)]
MustMatch = Annotated[Precondition, Depends(_must)]
"""Where two people may edit the same thing: without the header, 428 (RFC 6585)."""


def tag(response: Response, revision: int | str) -> None:
    """The ETag of the answer: its revision."""
    response.headers["ETag"] = f'"{revision}"'


def _problem(status: int, kind: str, code: str, text: str, field: str = "If-Match") -> Problem:
    return Problem(status, kind, [Fault(code=code, field=field, text=text)])
