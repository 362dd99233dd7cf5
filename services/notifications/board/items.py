"""One thing that waits for an office."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Waits(StrEnum):
    """Why something waits."""

    LEASES = "leases"
    CALL = "call"
    PROPOSAL = "proposal"
    WINDOW = "window"
    VERIFY = "verify"
    ERASE = "erase"
    APPROACH = "approach"
    VOTE = "vote"
    ANSWER = "answer"
    ACCEPT = "accept"
    CLASH = "clash"
    TASK = "task"
    AGREEMENT = "agreement"
    RENDITION = "rendition"


@dataclass(frozen=True, slots=True)
class Item:
    """What waits for `commune`, until when (None: no time is set), and what its row needs: numbers and ids."""

    commune: str
    kind: Waits
    until: datetime | None
    needs: Mapping[str, Any] = field(default_factory=dict)
    part: str = ""
    """Which of several of the same kind of a matter: a proposal, an approach."""
