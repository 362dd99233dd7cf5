"""Commands about what happens at a fair, and what follows from it in other services."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from services.events.commands.guards import require_none, require_of_party
from services.events.model.activities import Activity
from services.events.model.attendance import CheckedIn, Interview, counted, interviewed
from shared.contracts.agenda import ActivityKind
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.intake import CheckIn, CheckInKind, FairCheckIn
from shared.contracts.replies import Fault
from shared.messaging.decisions import Aggregate, Decision, LoadedAggregates, reject

AROUND = timedelta(hours=2)
"""Doors open before a fair begins and close after it ends."""


def check_in(aggregates: LoadedAggregates, command: Envelope[FairCheckIn], now: datetime) -> Decision:
    """Keep what a device has noted, each note once, whatever has become of the fair meanwhile."""
    asked = command.data
    fair = aggregates.get(Activity, asked.activity_id)
    if fair is None or fair.kind not in (ActivityKind.FAIR, ActivityKind.ENCUENTRO):
        raise reject("unknown_activity", f"No existe la feria {asked.activity_id}", "activity_id")
    require_of_party(fair, asked.commune)
    require_none(_outside(fair, asked.entries, now))
    changed: dict[str, Aggregate] = {}
    facts: list[Fact] = []
    for entry in asked.entries:
        note = _note(fair, entry)
        if note.key in changed or aggregates.get(CheckedIn, note.key) is not None:
            continue
        changed[note.key] = note
        one = _first_interview(aggregates, changed, note)
        if one is not None:
            changed[one.key] = one
            facts.append(interviewed(fair, one))
    result = {"activity_id": fair.activity_id, "new": str(sum(isinstance(e, CheckedIn) for e in changed.values()))}
    return Decision(tuple(changed.values()), tuple(facts), result)


def led_to(aggregates: LoadedAggregates, vacancy_id: str, candidate_ref: str, commune: str, **step: bool) -> Decision:
    """What became of a person and a vacancy, kept even before a fair is known: its device may have no line yet."""
    known = aggregates.get(Interview, f"{vacancy_id}/{candidate_ref}") or Interview(vacancy_id, candidate_ref)
    after = replace(known.led_to(**step), commune=commune)
    return Decision((after,)) if after != known else Decision()


def count_again(aggregates: LoadedAggregates, fair: Activity, now: datetime) -> Decision:
    """Half a year after a fair: what has come of it until now; nothing is said where nobody was noted."""
    after = replace(fair, followed_up=True)
    noted = aggregates.of(CheckedIn, fair.activity_id)
    return Decision((after,), (counts_of(aggregates, fair, 6),) if noted else ())


def counts_of(aggregates: LoadedAggregates, fair: Activity, months: int) -> Fact:
    """The totals of a fair as its notes are now."""
    notes = aggregates.of(CheckedIn, fair.activity_id)
    interviews = [one for one in aggregates.all(Interview) if one.activity_id == fair.activity_id]
    return counted(fair, notes, interviews, months)


def _outside(fair: Activity, entries: tuple[CheckIn, ...], now: datetime) -> Iterator[Fault]:
    for n, entry in enumerate(entries):
        if not fair.starts_at - AROUND <= entry.at <= min(fair.ends_at + AROUND, now + AROUND):
            text = "La hora no es del día de la feria"
            yield Fault(code="not_during_the_fair", field=f"entries.{n}.at", text=text)


def _note(fair: Activity, entry: CheckIn) -> CheckedIn:
    who = (entry.commune, entry.vacancy_id, entry.candidate_ref)
    return CheckedIn(fair.activity_id, entry.entry_id, entry.kind, entry.at, entry.ticket, *who)


def _first_interview(aggregates: LoadedAggregates, changed: dict[str, Aggregate], note: CheckedIn) -> Interview | None:
    """The interview that a note is of, if it is the first of this person for this vacancy at any fair."""
    if note.kind is not CheckInKind.INTERVIEW or note.vacancy_id is None or note.candidate_ref is None:
        return None
    key = f"{note.vacancy_id}/{note.candidate_ref}"
    known = changed.get(key) or aggregates.get(Interview, key) or Interview(note.vacancy_id, note.candidate_ref)
    if not isinstance(known, Interview) or known.activity_id is not None:
        return None
    return replace(
        known, activity_id=note.activity_id, at=note.at, ticket=note.ticket, commune=known.commune or note.commune
    )
