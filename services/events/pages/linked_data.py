"""A fair or encuentro as search engines read it: an `Event` of schema.org, in JSON-LD."""

from typing import Any

from services.events.model.activities import State
from services.events.queries.shown import Shown
from shared.calendar import SANTIAGO

SCHEMA = "https://schema.org"


def event(shown: Shown, address: str) -> dict[str, Any]:
    """The event whose page is at `address`; times with Santiago's offset. Source: schema.org/Event."""
    data: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": shown.title,
        "startDate": shown.starts_at.astimezone(SANTIAGO).isoformat(),
        "endDate": shown.ends_at.astimezone(SANTIAGO).isoformat(),
        "eventStatus": f"{SCHEMA}/{_status(shown)}",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "inLanguage": "es-CL",
        "location": {
            "@type": "Place",
            "name": shown.place,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": shown.place,
                "addressLocality": shown.commune,
                "addressCountry": "CL",
            },
        },
        "organizer": [{"@type": "GovernmentOrganization", "name": f"OMIL de {name}"} for name in shown.hosts],
    }
    if shown.moved_from is not None:
        data["previousStartDate"] = shown.moved_from.astimezone(SANTIAGO).isoformat()
    return data


def _status(shown: Shown) -> str:
    if shown.state is State.CANCELLED:
        return "EventCancelled"
    return "EventRescheduled" if shown.moved_from is not None else "EventScheduled"
