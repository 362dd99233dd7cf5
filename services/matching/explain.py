"""Candidates with the parts of their score, for an officer who decides: read only, nothing follows from it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from services.matching import rows
from services.matching.model.offers import way_to
from services.matching.model.score import Fit, fit, in_order
from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import Commune, Vacancy
from shared.contracts.reasons import DeclineReason


def explained(
    vacancy: Vacancy, commune: Commune, seekers: Sequence[Any], standing: Sequence[Any], limit: int
) -> dict[str, Any]:
    """`candidates` best first with score, parts and state; `not_fit` counts the others by reason, in Spanish too."""
    way = way_to(commune, vacancy)
    offered = {row["candidate_ref"] for row in standing}
    fits: list[tuple[Seeker, Fit]] = []
    not_fit: Counter[DeclineReason] = Counter()
    for seeker in (rows.seeker(row, ()) for row in seekers):
        if seeker.abilities is None:
            continue
        found = fit(seeker.abilities, vacancy.profile, way)
        if isinstance(found, Fit):
            fits.append((seeker, found))
        else:
            not_fit[found] += 1
    return {
        "vacancy_id": vacancy.vacancy_id,
        "commune": commune.commune,
        "minutes": way.minutes if way else None,
        "provenance": way.provenance if way else None,
        "candidates": [
            {
                "candidate_ref": seeker.candidate_ref,
                "score": found.score,
                "parts": [asdict(part) for part in found.parts],
                "state": seeker.state,
                "offered": seeker.candidate_ref in offered,
            }
            for seeker, found in in_order(fits)[:limit]
        ],
        "not_fit": [{"reason": why, "text": why.text, "count": count} for why, count in not_fit.most_common()],
    }
