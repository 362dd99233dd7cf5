"""What an officer may choose: reasons, in the order in which they are offered, and offices."""

from collections.abc import Sequence
from typing import NamedTuple

from services.notifications.board.pages.signed import Signed
from services.notifications.board.queries.others import communes
from shared.contracts.reasons import (
    CloseReason,
    DeclineReason,
    OfferWithdrawnReason,
    ReleaseReason,
    UndoReason,
    UnfilledReason,
)

LISTS = {
    "release": (
        ReleaseReason.CANDIDATE_WITHDREW,
        ReleaseReason.NO_SHOW,
        ReleaseReason.FOUND_OTHER_JOB,
        ReleaseReason.CANDIDATE_UNAVAILABLE,
        ReleaseReason.EMPLOYER_REFUSED,
        ReleaseReason.EMPLOYER_CHANGED_MIND,
        ReleaseReason.PAY_BELOW_FLOOR,
        ReleaseReason.NO_TRANSPORT,
        ReleaseReason.DISTANCE,
        ReleaseReason.SHIFT,
        ReleaseReason.OFFERED_BY_MISTAKE,
    ),
    "undo": tuple(UndoReason),
    "unfilled": (
        UnfilledReason.TEAM_CAPACITY,
        UnfilledReason.TOO_FEW_CANDIDATES,
        UnfilledReason.NO_PROFILE,
        UnfilledReason.EDUCATION,
        UnfilledReason.LICENCE,
        UnfilledReason.SHIFT,
        UnfilledReason.PAY_BELOW_FLOOR,
        UnfilledReason.DISTANCE,
        UnfilledReason.NO_TRANSPORT,
    ),
    "decline": tuple(DeclineReason),
    "offer": (OfferWithdrawnReason.SEEKER_WITHDREW, OfferWithdrawnReason.OFFERED_BY_MISTAKE),
    "close": (
        CloseReason.WITHDRAWN_BY_EMPLOYER,
        CloseReason.FILLED_OUTSIDE,
        CloseReason.EMPLOYER_CHANGED_MIND,
        CloseReason.CONDITIONS_CHANGED,
        CloseReason.NO_PROFILE,
        CloseReason.DUPLICATE,
        CloseReason.POSTED_BY_MISTAKE,
    ),
}


class Choice(NamedTuple):
    """One thing to choose: what a form sends, and what the officer reads."""

    value: str
    label: str


async def offices(signed: Signed) -> Sequence[Choice]:
    """The offices at the table by name, with that of who is signed in."""
    return [Choice(one.commune, one.name) for one in await communes(signed.desk.read) if one.at_table]
