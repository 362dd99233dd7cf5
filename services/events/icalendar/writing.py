"""Our agenda as others' calendars read it: a feed to subscribe to, and invitations (RFC 5545, 5546, 7986)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, Component, Event
from icalendar.prop import vCalAddress, vDatetime, vDDDTypes, vDuration, vText, vUri

from shared.calendar import SANTIAGO

PRODUCT = "-//Mesa Territorial//Agenda//ES"
REFRESH = timedelta(hours=1)

VTIMEZONE = """BEGIN:VTIMEZONE
TZID:America/Santiago
BEGIN:STANDARD
DTSTART:20230402T000000
TZOFFSETFROM:-0300
TZOFFSETTO:-0400
TZNAME:-04
RRULE:FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20230903T000000
TZOFFSETFROM:-0400
TZOFFSETTO:-0300
TZNAME:-03
RRULE:FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU
END:DAYLIGHT
END:VTIMEZONE
"""
"""Chile's clock since 2023; a decree that changes it turns a test red. The one that icalendar would make is read an
hour wrong all winter by ical.js and ical4j."""


class Method(StrEnum):
    """What an invitation asks (RFC 5546): to come, or no longer to come."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Standing(StrEnum):
    """Whether it is certain that it is held."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Office:
    """Who invites or is invited: an office by its name and address. Never a person's own address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity. `uid`: `<activity_id>@mesa`, the same for ever; `sequence` rises with each change of time or place.

    `starts_at`, `ends_at`, `changed_at` are aware; `hosts`: names of communes; `url`: where it is shown, if anywhere.
    Raises ValueError for times without a zone, an end that is not later, or a `url` that is not one.
    """

    uid: str
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    state: Standing
    changed_at: datetime
    hosts: tuple[str, ...] = ()
    description: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if any(moment.tzinfo is None for moment in (self.starts_at, self.ends_at, self.changed_at)):
            raise ValueError(f"{self.uid}: times must have a zone")
        if self.ends_at <= self.starts_at:
            raise ValueError(f"{self.uid}: it must end after it begins")
        if self.url and not re.fullmatch(r"https?://[!-~]+", self.url):
            raise ValueError(f"{self.uid}: not the address of a page")


def feed(entries: Iterable[Entry], name: str) -> bytes:
    """A calendar called `name` with all entries, as UTF-8 with CRLF and lines up to 75 octets.

    Each is stamped with when it was changed (RFC 5545, 3.8.7.2), so that the same entries make the same octets. What is
    cancelled stays in it as cancelled, so that whoever subscribed sees it.
    """
    calendar = _calendar(name)
    for entry in entries:
        calendar.add_component(_event(entry, entry.changed_at))
    return _written(calendar)


def invitation(entry: Entry, method: Method, organiser: Office, attendees: Sequence[Office], now: datetime) -> bytes:
    """A message for the offices `attendees` (RFC 5546, 3.2.2 and 3.2.5), in form as a feed.

    ValueError without attendees, if a cancelled entry is to be attended, or an address could be more than one.
    """
    if not attendees:
        raise ValueError(f"{entry.uid}: an invitation is for somebody")
    if method is Method.REQUEST and entry.state is Standing.CANCELLED:
        raise ValueError(f"{entry.uid}: what is cancelled is not asked to be attended")
    calendar = _calendar()
    calendar["METHOD"] = vText(method)
    event = _event(entry, now)
    if method is Method.CANCEL:
        event["STATUS"] = vText(Standing.CANCELLED)
    event["ORGANIZER"] = _address(organiser)
    event["ATTENDEE"] = [_attendee(office, method) for office in attendees]
    calendar.add_component(event)
    return _written(calendar)


def _calendar(name: str = "") -> Calendar:
    calendar = Calendar()
    calendar["PRODID"] = vText(PRODUCT)
    calendar["VERSION"] = vText("2.0")
    calendar["CALSCALE"] = vText("GREGORIAN")
    if name:
        calendar["NAME"] = calendar["X-WR-CALNAME"] = vText(_plain(name))
        calendar["X-WR-TIMEZONE"] = vText(SANTIAGO.key)
        calendar["REFRESH-INTERVAL"] = vDuration(REFRESH, {"VALUE": "DURATION"})
        calendar["X-PUBLISHED-TTL"] = vDuration(REFRESH)
    calendar.add_component(_ZONE)
    return calendar


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event["UID"] = vText(entry.uid)
    event["SEQUENCE"] = vText(str(entry.sequence))
    event["DTSTAMP"] = _in_utc(now)
    event["LAST-MODIFIED"] = _in_utc(entry.changed_at)
    event["DTSTART"] = _in_chile(entry.starts_at)
    event["DTEND"] = _in_chile(entry.ends_at)
    event["STATUS"] = vText(entry.state)
    event["SUMMARY"] = vText(_plain(entry.title))
    event["LOCATION"] = vText(_plain(entry.place))
    hosts = f"Organiza: {', '.join(entry.hosts)}" if entry.hosts else ""
    description = "\n".join(part for part in (entry.description, hosts) if part)
    if description:
        event["DESCRIPTION"] = vText(_plain(description))
    if entry.url:
        event["URL"] = vUri(entry.url)
    return event


def _in_utc(moment: datetime) -> vDatetime:
    if moment.tzinfo is None:
        raise ValueError(f"a moment must have a zone: {moment}")
    return vDatetime(moment.astimezone(UTC).replace(microsecond=0))


def _in_chile(moment: datetime) -> vDDDTypes:
    """With our zone; in UTC within the hour that the clock shows twice, which a local time cannot tell apart."""
    local = moment.astimezone(SANTIAGO).replace(microsecond=0)
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        return vDDDTypes(local.astimezone(UTC))
    return vDDDTypes(local)


def _address(office: Office) -> vCalAddress:
    if any(c in office.email for c in ' ,;:\r\n"<>') or office.email.count("@") != 1:
        raise ValueError(f"not the address of one office: {office.email!r}")
    address = vCalAddress(f"mailto:{office.email}")
    address.params["CN"] = _plain(office.name).replace('"', "'").replace("\n", " ")
    return address


def _attendee(office: Office, method: Method) -> vCalAddress:
    address = _address(office)
    address.params["CUTYPE"] = "GROUP"
    if method is Method.REQUEST:
        address.params["ROLE"] = "REQ-PARTICIPANT"
        address.params["PARTSTAT"] = "NEEDS-ACTION"
        address.params["RSVP"] = "TRUE"
    return address


def _plain(text: str) -> str:
    """Without the control characters that the format forbids; ends of lines as `\\n`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or not (c < " " or "\x7f" <= c < "\xa0"))


def _written(calendar: Calendar) -> bytes:
    written: bytes = calendar.to_ical(sorted=False)
    return written


_ZONE = Component.from_ical(VTIMEZONE)
