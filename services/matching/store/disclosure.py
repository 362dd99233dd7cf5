"""The SQL of consents, disclosures and identity records, loaded and saved, with their lines in the log of access."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from services.matching import vault
from services.matching.model.disclosure import Consent, Disclosure, Erasure
from services.matching.model.identity_record import IdentityRecord
from shared.contracts.reasons import ConsentMeans, DisclosureEnd, Purpose
from shared.messaging.decisions import LoadedAggregates
from shared.messaging.unit_of_work import ConflictError
from shared.postgres.columns import row_of, write_rows

CONSENT_COLUMNS = (
    "consent_id, candidate_ref, commune, vacancy_id, purpose, means, officer, recorded_at, expires_at, revoked_at, "
    "revoked_by"
)
DISCLOSURE_COLUMNS = (
    "lease_id, vacancy_id, title, commune, candidate_ref, candidate_commune, purpose, consent_id, officer, "
    "permitted_at, expires_at, given_at, ended_at, why, erased_at"
)
_consent_row, _disclosure_row = row_of(*CONSENT_COLUMNS.split(", ")), row_of(*DISCLOSURE_COLUMNS.split(", "))


async def holders(tx: Any, leases: Iterable[str]) -> set[str]:
    """The seekers who hold these leases, or held them."""
    found = await tx.fetch(
        """
        SELECT DISTINCT candidate_ref FROM unnest($1::text[]) AS asked (lease_id)
        JOIN seeker ON seats <> '[]' AND seats @> jsonb_build_array(jsonb_build_array(asked.lease_id))
        """,
        sorted(leases),
    )
    return {row["candidate_ref"] for row in found}


async def lock(tx: Any, refs: Iterable[str], leases: Iterable[str]) -> list[Consent | Disclosure]:
    """Lock and load the consents and disclosures of these seekers, and the disclosures of these leases."""
    people = sorted(refs)
    consents = await tx.fetch(
        f"SELECT {CONSENT_COLUMNS} FROM consent WHERE candidate_ref = ANY($1::text[]) ORDER BY consent_id FOR UPDATE",
        people,
    )
    disclosures = await tx.fetch(
        f"SELECT {DISCLOSURE_COLUMNS} FROM disclosure"
        " WHERE lease_id = ANY($1::text[]) OR candidate_ref = ANY($2::text[]) ORDER BY lease_id FOR UPDATE",
        sorted(leases),
        people,
    )
    return [*(_consent(row) for row in consents), *(_disclosure(row) for row in disclosures)]


async def given(tx: Any, lease_id: str) -> Disclosure | None:
    """The disclosure of a lease, locked so that it cannot be revoked before the end of this transaction."""
    row = await tx.fetchrow(f"SELECT {DISCLOSURE_COLUMNS} FROM disclosure WHERE lease_id = $1 FOR SHARE", lease_id)
    return _disclosure(row) if row else None


async def marked(tx: Any, marks: Iterable[bytes]) -> set[str]:
    """The pseudonyms of the people with these marks."""
    found = await tx.fetch("SELECT candidate_ref FROM identity WHERE mark = ANY($1::bytea[])", sorted(marks))
    return {row["candidate_ref"] for row in found}


async def kept(tx: Any, marks: Iterable[bytes], refs: Iterable[str]) -> list[IdentityRecord]:
    """The identity records of these seekers, who are locked.

    Raises ConflictError if a person with one of the marks was registered under another pseudonym meanwhile: the batch
    is then loaded again, with that pseudonym.
    """
    locked = sorted(refs)
    found = await tx.fetch(
        "SELECT candidate_ref, mark FROM identity WHERE mark = ANY($1::bytea[]) OR candidate_ref = ANY($2::text[])",
        sorted(marks),
        locked,
    )
    if not {row["candidate_ref"] for row in found} <= set(locked):
        raise ConflictError("identity")
    return [IdentityRecord(row["candidate_ref"], row["mark"]) for row in found]


async def save(tx: Any, aggregates: LoadedAggregates) -> None:
    """Save changed consents, disclosures, identities and erasures, with a line in the log of access for each step."""
    consents, disclosures = aggregates.changes(Consent), aggregates.changes(Disclosure)
    await write_rows(tx, _SAVE_CONSENTS, [_consent_row(after) for _, after in consents])
    await write_rows(tx, _SAVE_DISCLOSURES, [_disclosure_row(after) for _, after in disclosures])
    changes = [(one, one.change) for _, one in aggregates.changes(IdentityRecord) if one.change]
    for one, change in changes:
        await vault.keep(tx, one.candidate_ref, cast(vault.StatedIdentity, change.stated))
    lines = [(c.at, c.what, one.candidate_ref, c.commune, c.officer, "", None, "") for one, c in changes]
    await log(tx, [*lines, *_lines_of_consents(consents), *_lines_of_disclosures(disclosures)])
    if erased := [one.candidate_ref for _, one in aggregates.changes(Erasure)]:
        # without its key a sealed identity cannot be opened, not even from a backup
        await tx.execute("DELETE FROM identity_key WHERE candidate_ref = ANY($1::text[])", erased)
        await tx.execute("DELETE FROM identity WHERE candidate_ref = ANY($1::text[])", erased)
        await tx.execute("DELETE FROM insurance WHERE candidate_ref = ANY($1::text[])", erased)


async def log(db: Any, lines: Sequence[tuple[Any, ...]]) -> None:
    """Append lines of (at, what, candidate, commune, officer, vacancy, lease or None, purpose).

    An empty officer, vacancy or purpose means none.
    """
    await write_rows(db, _LOG, lines)


def _lines_of_consents(changes: Iterable[tuple[Consent | None, Consent]]) -> list[tuple[Any, ...]]:
    lines: list[tuple[Any, ...]] = []
    for before, after in changes:
        who, about = (after.candidate_ref, after.commune), (after.vacancy_id, None, after.purpose)
        if before is None:
            lines.append((after.recorded_at, "consent_recorded", *who, after.officer, *about))
        if after.revoked_at and not (before and before.revoked_at):
            lines.append((after.revoked_at, "consent_revoked", *who, after.revoked_by, *about))
    return lines


def _lines_of_disclosures(changes: Iterable[tuple[Disclosure | None, Disclosure]]) -> list[tuple[Any, ...]]:
    """A line for each step that was not taken before this change."""
    lines: list[tuple[Any, ...]] = []
    for before, after in changes:
        who, about = (after.candidate_ref, after.commune), (after.vacancy_id, after.lease_id, after.purpose)
        had = {(what, at) for what, at, _ in _steps(before)} if before else set()
        lines += [(at, what, *who, by, *about) for what, at, by in _steps(after) if at and (what, at) not in had]
    return lines


def _steps(one: Disclosure) -> list[tuple[str, datetime | None, str]]:
    """The steps of a disclosure: what, when, by which officer of the office that reads. No officer ends one."""
    return [
        ("permitted", one.permitted_at, one.officer),
        ("given", one.given_at, one.officer),
        (f"ended:{one.why}", one.ended_at, ""),
        ("erased_by_holder", one.erased_at, one.erased_by or ""),
    ]


def _consent(row: Any) -> Consent:
    return Consent(**{**row, "purpose": Purpose(row["purpose"]), "means": ConsentMeans(row["means"])})


def _disclosure(row: Any) -> Disclosure:
    why = DisclosureEnd(row["why"]) if row["why"] else None
    return Disclosure(**{**row, "purpose": Purpose(row["purpose"]), "why": why})


_SAVE_CONSENTS = """
INSERT INTO consent (consent_id, candidate_ref, commune, vacancy_id, purpose, means, officer, recorded_at, expires_at,
                     revoked_at, revoked_by)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                     $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::text[])
ON CONFLICT (consent_id) DO UPDATE SET revoked_at = excluded.revoked_at, revoked_by = excluded.revoked_by
"""

_SAVE_DISCLOSURES = """
INSERT INTO disclosure (lease_id, vacancy_id, title, commune, candidate_ref, candidate_commune, purpose, consent_id,
                        officer, permitted_at, expires_at, given_at, ended_at, why, erased_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                     $9::text[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[],
                     $14::text[], $15::timestamptz[])
ON CONFLICT (lease_id) DO UPDATE
SET candidate_ref = excluded.candidate_ref, candidate_commune = excluded.candidate_commune,
    purpose = excluded.purpose, consent_id = excluded.consent_id, officer = excluded.officer,
    permitted_at = excluded.permitted_at, expires_at = excluded.expires_at, given_at = excluded.given_at,
    ended_at = excluded.ended_at, why = excluded.why, erased_at = excluded.erased_at
"""

_LOG = """
INSERT INTO access_log (at, what, candidate_ref, commune, officer, vacancy_id, lease_id, purpose)
SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                     $8::text[])
"""
