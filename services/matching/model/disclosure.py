"""A person's yes, and what follows from it: an identity given once, to one office, for one purpose, for a time.

Ley 21.719 (art. 12 of Ley 19.628 as rewritten): consent is specific as to its purpose, can be shown by who relies on
it, and is taken back as easily as it was given. DOMAIN, The words: at the referral, and only there, the identity is
disclosed, once, with purpose and expiry.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.contracts.reasons import ConsentMeans, DisclosureEnd, Purpose

HELD_FOR = timedelta(days=30)
"""So long an office may hold an identity at most, if the consent lasts as long. Unverified."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person allowed, and who recorded it, when and how. `commune` is where they are registered; `officer` and
    `revoked_by` are as that office names them.
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
    """Leave to read the identity of who holds a lease, and whether it was given. One a lease.

    `commune` reads it, by `officer`. It ends once; what was given and has ended is to be erased there (`erased_at`).
    `erased_by` is for the log alone, and not known later.
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
        """When its time is over."""
        return None if self.ended_at else self.expires_at

    def given(self, officer: str, now: datetime) -> "Disclosure":
        return replace(self, officer=officer, given_at=now)

    def ended(self, why: DisclosureEnd, now: datetime) -> "Disclosure":
        return replace(self, ended_at=now, why=why)

    def erased(self, officer: str | None, now: datetime) -> "Disclosure":
        return self if self.erased_at else replace(self, erased_at=now, erased_by=officer)


@dataclass(frozen=True, slots=True)
class Erasure:
    """The person asked that nobody can ever read who they were: their key goes, with all it locks."""

    candidate_ref: str
    at: datetime

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.candidate_ref


def consent_for(consents: Iterable[Consent], vacancy_id: str, purpose: Purpose, now: datetime) -> Consent | None:
    """The one that lasts longest, among those of one person that cover it."""
    covering = [one for one in consents if one.covers(vacancy_id, purpose, now)]
    return max(covering, key=lambda one: (one.expires_at, one.consent_id), default=None)


def until(consent: Consent, now: datetime) -> datetime:
    """Until when what is given now may be held."""
    return min(consent.expires_at, now + HELD_FOR)
