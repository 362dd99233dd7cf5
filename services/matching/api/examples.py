"""Examples of the bodies of matching, shown in OpenAPI and run as tests. The people in them do not exist."""

from base64 import b64encode

from services.matching.api import bodies
from shared import http
from shared.contracts.vacancies import Profile
from shared.http.examples import Example, Examples

HOME = {"commune": "16301"}
OFFICER = {**HOME, "officer": "san-carlos-1"}
PROFILE = {"occupations": [{"code": "5131"}], "education": "secondary", "pay_floor": 550_000, "max_minutes": 45}
SHEET = b64encode(b"nombre;rut;oficio\nPersona de Ejemplo;11.111.111-1;9211\n").decode()
PERSON = {"name": "Persona de Ejemplo", "contact": "Pregunte en la oficina"}

EXAMPLES: Examples = {
    http.Body: (Example(HOME), Example({}, refused="missing")),
    bodies.RegisterBody: (
        Example({**HOME, "profile": PROFILE, "identity": PERSON}),
        Example({**HOME, "profile": {**PROFILE, "age": 30}, "identity": PERSON}, refused="extra_forbidden"),
    ),
    Profile: (
        Example({"title": "Cosechero/a de arándanos", "employer": "Agrícola Los Robles", "pay": {"least": 560_000}}),
    ),
    bodies.SheetBody: (
        Example({**HOME, "content": SHEET, "check_only": True}),
        Example({**HOME, "content": "?"}, refused="string_pattern_mismatch"),
    ),
    bodies.AmendSeekerBody: (Example({**HOME, "changes": {"max_minutes": 60, "pay_floor": None}}),),
    bodies.StepBackBody: (Example({**HOME, "vacancy_id": "v-118"}),),
    bodies.DeregisterBody: (Example({**HOME, "erase": True}), Example({**HOME, "erase": "true"}, refused="bool_type")),
    bodies.CorrectIdentityBody: (Example({**OFFICER, "identity": PERSON}),),
    bodies.ErasedBody: (Example(OFFICER),),
    bodies.RecordConsentBody: (
        Example({**OFFICER, "vacancy_id": "v-118", "purpose": "interview", "means": "signed", "days": 30}),
        Example({**OFFICER, "vacancy_id": "v-118", "means": "signed", "days": 365}, refused="less_than_equal"),
    ),
    bodies.RevokeConsentBody: (Example(OFFICER),),
    bodies.ReadIdentityBody: (Example({**OFFICER, "purpose": "interview"}),),
    bodies.NoteInsuranceBody: (Example({**HOME, "beneficiary": True, "last_pay": 620_000}),),
    bodies.RecordRefusalBody: (Example({**OFFICER, "vacancy_id": "v-118", "cause": "far_from_home"}),),
    bodies.OfferByHandBody: (Example({**HOME, "candidate_refs": ["c-7f3a"]}),),
    bodies.OfferBody: (
        Example({**HOME, "candidates": [{"candidate_ref": "c-7f3a", "score": 840, "minutes": 25}]}),
        Example({**HOME, "candidates": []}, refused="too_short"),
    ),
    bodies.DeclineBody: (Example({**HOME, "reasons": ["no_profile", "distance"]}),),
    bodies.ConfirmProposalBody: (Example({**OFFICER, "candidate_refs": ["c-7f3a"]}),),
    bodies.DeclineProposalBody: (
        Example({**OFFICER, "reasons": ["not_available_yet"]}),
        Example({**OFFICER, "reasons": ["decline_team_capacity"], "not_before": "2026-01-12T09:00:30-03:00"}),
    ),
    bodies.WithdrawOfferBody: (Example({**HOME, "candidate_refs": ["c-7f3a"], "why": "placed"}),),
}
