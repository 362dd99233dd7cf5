"""Examples of the bodies of vacancies, shown in OpenAPI and run as tests."""

from services.vacancies.api import bodies
from shared import http
from shared.contracts import intake
from shared.contracts.vacancies import Profile
from shared.http.examples import Example, Examples

HOME = {"commune": "16301"}
LEASE = {**HOME, "fence": 3}
PROFILE = {
    "title": "Garzón/a",
    "employer": "Hostería Central",
    "occupation": {"code": "5131"},
    "pay": {"least": 600_000},
    "shifts": ["saturdays", "sundays"],
}

EXAMPLES: Examples = {
    http.Body: (Example(HOME), Example({}, refused="missing")),
    intake.VacancyPost: (
        Example({**HOME, "seats": 2, "profile": PROFILE, "urgency": "rush", "external_ref": "aviso-118"}),
        Example({**HOME, "seats": "2", "profile": PROFILE}, refused="int_type"),
        Example({**HOME, "seats": 2, "profile": {**PROFILE, "sex": "F"}}, refused="extra_forbidden"),
    ),
    Profile: (Example(PROFILE), Example({"title": "Garzón/a"}, refused="missing")),
    bodies.AmendVacancyBody: (
        Example({**HOME, "seats": 3, "pay": None}),
        Example({**HOME, "title": None}, refused="value_error"),
    ),
    bodies.WithdrawVacancyBody: (Example({**HOME, "why": "withdrawn_by_employer"}),),
    bodies.DeclareUnfilledBody: (
        Example({**HOME, "why": "too_few_candidates"}),
        Example({**HOME, "not_before": "2026-01-12T09:00:30-03:00"}),
        Example({**HOME, "not_before": "2026-01-12T09:00:30"}, refused="timezone_aware"),
    ),
    bodies.AcknowledgeBody: (Example({**HOME, "revision": 2}),),
    bodies.LeaseBody: (Example(LEASE),),
    bodies.ReleaseSeatBody: (Example({**LEASE, "why": "no_show"}), Example(LEASE, refused="missing")),
    bodies.ExtendSeatBody: (Example({**LEASE, "hours": 16}), Example({**LEASE, "hours": 0}, refused="greater_than")),
    bodies.PlaceBody: (Example({**LEASE, "host": "16303"}),),
    bodies.SettleBody: (
        Example(
            {
                **HOME,
                "leases": [
                    {"lease_id": "v-1.3", "fence": 3, "act": "extend", "hours": 16},
                    {"lease_id": "v-1.4", "fence": 4, "act": "release", "why": "no_show"},
                    {"lease_id": "v-1.5", "fence": 5, "act": "place"},
                ],
            }
        ),
        Example({**HOME, "leases": []}, refused="too_short"),
    ),
    bodies.UndoPlacementBody: (Example({**LEASE, "why": "did_not_start"}),),
    bodies.EndPlacementBody: (Example({**HOME, "ended_on": "2026-03-31", "why": "season_over"}),),
    bodies.VerifyPlacementBody: (
        Example({**HOME, "period": "2026-04", "days": 30}),
        Example({**HOME, "period": "2026-13", "days": 30}, refused="string_pattern_mismatch"),
    ),
    bodies.CorrectCreditBody: (Example({**HOME, "credit": {"16301": 500, "16302": 500}, "why": "agreed"}),),
    bodies.ReportContactBody: (Example({**HOME, "result": "call_again", "next_on": "2026-02-02"}),),
    bodies.AnswerApproachBody: (Example({**HOME, "joins": True}), Example({**HOME, "joins": 1}, refused="bool_type")),
    bodies.ConcludeApproachBody: (Example({**HOME, "result": "vacancy_promised"}),),
    intake.EmployerContact: (
        Example(
            {
                **HOME,
                "employer": "Hostería Central",
                "means": "visit",
                "at": "2026-01-12T10:30:00-03:00",
                "result": "vacancy_promised",
            }
        ),
    ),
    intake.EmployerPlan: (
        Example({**HOME, "employer": "Hostería Central", "at": "2026-01-15T10:00:00-03:00"}),
        Example({**HOME, "employer": "Hostería Central", "at": "2026-01-15T10:00:00"}, refused="timezone_aware"),
    ),
    intake.ApproachPropose: (Example({**HOME, "employer": "Frutícola del Itata", "invited": ["16302", "16303"]}),),
}
