"""Consents of seekers, and disclosures: an identity given once, to one office, for one purpose, until a date.

Ley 21.719 (art. 12 of Ley 19.628 as rewritten): a consent names its purpose, the office that relies on it can prove
it, and revoking it is as easy as giving it. DOMAIN, The words: at the referral, and only there, the identity is
disclosed, once, with purpose and expiry.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.contracts.reasons import ConsentMeans, DisclosureEnd, Purpose

HELD_FOR = timedelta(days=30)
"""The longest time that an office may hold an identity; shorter if the consent expires earlier. Unverified."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a seeker allowed, and which officer recorded it, when and how. `commune` is where the seeker is registered;
    `officer` and `revoked_by` are names that this office gives.
    """

    consent_id: str
    candidate_ref: str
    commune: str
    vacancy_id: str
    purpose: Purpose
    means: ConsentMeans
    officer: str
    recorded_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.consent_id

    @property
    def group(self) -> str:
        return self.candidate_ref

    def covers(self, vacancy_id: str, purpose: Purpose, now: datetime) -> bool:
        asked = (vacancy_id, purpose)
        return (self.vacancy_id, self.purpose) == asked and self.revoked_at is None and now < self.expires_at

    def revoked(self, officer: str, now: datetime) -> "Consent":
        return replace(self, revoked_at=now, revoked_by=officer)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Permission to read the identity of the seeker who holds a lease, and whether it was given. One for each lease.

    The officer `officer` of `commune` reads it. After it has ended the office must erase what it was given, and
    confirms that (`erased_at`). `erased_by` goes into the log of access only: it is not stored with the disclosure.
    """

    lease_id: str
    vacancy_id: str
    title: str
    commune: str
    candidate_ref: str
    candidate_commune: str
    purpose: Purpose
    consent_id: str
    officer: str
    permitted_at: datetime
    expires_at: datetime
    given_at: datetime | None = None
    ended_at: datetime | None = None
    why: DisclosureEnd | None = None
    erased_at: datetime | None = None
    erased_by: str | None = None

    @property
    def key(self) -> str:
        return self.lease_id

    @property
    def group(self) -> str:
        return self.candidate_ref

    @property
    def due_at(self) -> datetime | None:
        """When the disclosure expires."""
        return None if self.ended_at else self.expires_at

    def given(self, officer: str, now: datetime) -> "Disclosure":
        return replace(self, officer=officer, given_at=now)

    def ended(self, why: DisclosureEnd, now: datetime) -> "Disclosure":
        return replace(self, ended_at=now, why=why)

    def erased(self, officer: str | None, now: datetime) -> "Disclosure":
        return self if self.erased_at else replace(self, erased_at=now, erased_by=officer)


@dataclass(frozen=True, slots=True)
class Erasure:
    """A seeker asked for erasure: deleting the key of their identity makes every copy of it unreadable."""

    candidate_ref: str
    at: datetime

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.candidate_ref


def consent_for(consents: Iterable[Consent], vacancy_id: str, purpose: Purpose, now: datetime) -> Consent | None:
    """The consent that lasts longest, among those of one seeker that cover this vacancy and purpose."""
    covering = [one for one in consents if one.covers(vacancy_id, purpose, now)]
    return max(covering, key=lambda one: (one.expires_at, one.consent_id), default=None)


def until(consent: Consent, now: datetime) -> datetime:
    """Until when an office may hold an identity that it is given now."""
    return min(consent.expires_at, now + HELD_FOR)
