"""One fact as one coloured line of Spanish, for the story of a vacancy and for the demo as it happens."""

from collections.abc import Mapping

from services.notifications.notices.texts import line_of
from shared.contracts.agenda import (
    ClashFound,
    DateFixed,
    DateLapsed,
    FairCancelled,
    FairListed,
    FairMoved,
    FairScheduled,
    HelpUnanswered,
    RenditionLate,
)
from shared.contracts.communes import CommuneJoined, CommuneLeft
from shared.contracts.envelope import Fact
from shared.contracts.held import (
    OfferRequestHeld,
    OfferRequestRefused,
    OfferRequestTakenBack,
    VacancyRequestHeld,
    VacancyRequestRefused,
    VacancyRequestTakenBack,
)
from shared.contracts.matching import (
    CopyAcknowledged,
    DisclosureGiven,
    DisclosureRevoked,
    IdentityErased,
    OfferDeclined,
    OfferMade,
    OfferWithdrawn,
)
from shared.contracts.vacancies import (
    CallExtended,
    CallUnanswered,
    PlacementDeclared,
    PlacementRefuted,
    PlacementUndone,
    PlacementVerified,
    SeatLeased,
    SeatReleased,
    VacancyClosed,
    VacancyFilled,
    VacancyPosted,
    VacancyUnfilled,
)

ColouredLine = tuple[str, str, str]
"""The commune that acts, what it does, and the colour (of rich) it is shown in."""

COLOURS: Mapping[type[Fact], str] = {
    VacancyPosted: "bold white",
    VacancyUnfilled: "bold yellow",
    VacancyFilled: "bold green",
    VacancyClosed: "bold red",
    CallUnanswered: "bold red",
    CallExtended: "yellow",
    SeatLeased: "green",
    SeatReleased: "magenta",
    PlacementDeclared: "bold green",
    PlacementUndone: "magenta",
    PlacementVerified: "bold green",
    PlacementRefuted: "bold red",
    CopyAcknowledged: "dim",
    VacancyRequestHeld: "dim",
    OfferRequestHeld: "dim",
    VacancyRequestTakenBack: "magenta",
    OfferRequestTakenBack: "magenta",
    VacancyRequestRefused: "red",
    OfferRequestRefused: "red",
    OfferMade: "cyan",
    OfferDeclined: "red",
    OfferWithdrawn: "magenta",
    DisclosureGiven: "bold cyan",
    DisclosureRevoked: "magenta",
    IdentityErased: "dim",
    FairScheduled: "bold blue",
    FairListed: "bold blue",
    FairMoved: "yellow",
    FairCancelled: "bold red",
    DateFixed: "bold green",
    DateLapsed: "bold red",
    ClashFound: "bold yellow",
    HelpUnanswered: "bold yellow",
    RenditionLate: "bold red",
    CommuneJoined: "bold white",
    CommuneLeft: "bold red",
}


def line(fact: Fact) -> ColouredLine:
    """The line of a fact; what changes little is white."""
    return *line_of(fact), _colour(fact)


def _colour(fact: Fact) -> str:
    if isinstance(fact, VacancyUnfilled) and fact.exhausted:
        return "bold red"
    return COLOURS.get(type(fact), "white")
