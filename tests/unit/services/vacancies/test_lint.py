"""The legal review: what is flagged and with which code, and what must stay unflagged. All phrases are invented."""

from datetime import date, timedelta

import pytest

from services.vacancies.commands.validation import legal_review
from services.vacancies.lint import DEFAULTS, Severity, Terms, look
from services.vacancies.lint.flag import TEXTS
from services.vacancies.lint.pay import minimum
from services.vacancies.model.policy import Policy
from shared.contracts.intake import EmployerPlan, VacancyPost
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Contract, WorkingTime
from shared.messaging.decisions import Rejected
from tests.unit.services.vacancies.mothers import SAN_CARLOS, VacanciesInMemory
from tests.unit.services.vacancies.phrases import FORBIDDEN, INNOCENT

TODAY = date(2026, 1, 12)


@pytest.mark.parametrize(("code", "phrase"), [(code, p) for code, phrases in FORBIDDEN.items() for p in phrases])
def test_what_the_law_forbids_is_flagged_with_its_words(code: str, phrase: str) -> None:
    flags = [flag for flag in look({"description": phrase}, Terms(TODAY)) if DEFAULTS[flag.code] is Severity.REFUSE]
    assert code in {flag.code for flag in flags}
    assert all(flag.words in phrase and flag.words for flag in flags)


@pytest.mark.parametrize("phrase", INNOCENT)
def test_what_asks_for_nobody_is_left_alone(phrase: str) -> None:
    assert [
        f for f in look({"title": phrase, "description": phrase}, Terms(TODAY)) if f.code != "masculine_title"
    ] == []


@pytest.mark.parametrize(
    ("title", "neutral"),
    [
        ("Vendedora de tienda", "Vendedor/a"),
        ("COSECHERAS DE ARÁNDANOS", "Cosecheros/as"),
        ("Garzona", "Garzón/a"),
        ("Secretaria recepcionista", "Secretario/a"),
        ("Se necesita cajera", "Cajero/a"),
        ("Manipuladoras de alimentos", "Manipuladores/as"),
        ("Psicóloga", "Psicólogo/a"),
        ("Cajera lunes a sábado y domingo", "Cajero/a"),
        ("Vendedora - cajera", "Vendedor/a"),
    ],
)
def test_a_title_for_one_sex_is_offered_its_neutral_form(title: str, neutral: str) -> None:
    (flag,) = look({"title": title}, Terms(TODAY))
    assert (flag.code, flag.neutral) == ("gendered_title", neutral)


@pytest.mark.parametrize(
    "title", ["Vendedor/a", "Vendedor(a) part time", "Cajera o cajero", "Garzones/as", "Operario u operaria"]
)
def test_a_title_for_both_is_left_alone(title: str) -> None:
    assert look({"title": title}, Terms(TODAY)) == ()


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        pytest.param({"least": 538_999}, "below_minimum_wage", id="a peso too little"),
        pytest.param({"least": 400_000, "most": 530_000}, "below_minimum_wage", id="the top is below"),
        pytest.param({"least": 400_000, "most": 600_000}, "range_below_minimum_wage", id="the bottom is below"),
        pytest.param(
            {"least": 300_000, "working_time": WorkingTime.PART}, "part_time_without_hours", id="part time, no hours"
        ),
        pytest.param(
            {"least": 20_000, "working_time": WorkingTime.PART},
            "below_minimum_wage",
            id="part time for nothing",
        ),
        pytest.param({"least": 240_000, "hours_week": 20}, "below_minimum_wage", id="below its part"),
    ],
)
def test_pay_below_the_minimum_is_flagged(terms: dict[str, object], code: str) -> None:
    (flag,) = look({}, Terms(on=TODAY, **terms))  # type: ignore[arg-type]
    assert flag.code == code


@pytest.mark.parametrize(
    "terms",
    [
        pytest.param({"least": 539_000}, id="the minimum itself"),
        pytest.param({"least": 245_000, "hours_week": 20}, id="in proportion to 20 of 44 hours"),
        pytest.param({"least": 300_000, "contract": Contract.FEES}, id="no employment contract"),
        pytest.param({"least": 100_000, "practice": True}, id="a practice"),
        pytest.param({}, id="undisclosed"),
    ],
)
def test_pay_that_is_lawful_is_left_alone(terms: dict[str, object]) -> None:
    assert look({}, Terms(on=TODAY, **terms)) == ()  # type: ignore[arg-type]


def test_the_minimum_goes_by_the_day_of_publication() -> None:
    assert [
        m.pesos for day in ("2021-06-01", "2025-12-31", "2026-01-01") if (m := minimum(date.fromisoformat(day)))
    ] == [
        337_000,
        529_000,
        539_000,
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Llamar al +56 9 8765 4321", "contact_in_text"),
        ("fono 42 2345678", "contact_in_text"),
        ("escribir a jefa@empresa.cl", "contact_in_text"),
        ("WhatsApp 987654321", "contact_in_text"),
        ("ver www.empresa.cl", "contact_in_text"),
        ("ver empresa.cl", "contact_in_text"),
        ("9.8765.4321", "contact_in_text"),
        ("RUT 12.667.869-K", "rut_in_text"),
        ("rut 9868503-0", "rut_in_text"),
        ("Vacante acogida a la Ley 21.015", "inclusion_in_text"),
    ],
)
def test_what_does_not_belong_into_free_text(text: str, code: str) -> None:
    assert [flag.code for flag in look({"description": text}, Terms(TODAY))] == [code]


@pytest.mark.parametrize(
    "text", ["Orden 12.667.869-1", "RUT empresa 76.995.142-3", "Sueldo 1.234.567", "Folio 912345678"]
)
def test_numbers_that_are_no_persons_rut_are_left_alone(text: str) -> None:
    assert look({"description": text}, Terms(TODAY)) == ()


def test_no_flag_repeats_a_rut_or_an_address() -> None:
    flags = look({"description": "RUT 12.667.869-K, escribir a ana@correo.cl"}, Terms(TODAY))
    assert "12.667" not in str(flags)
    assert "ana@" not in str(flags)


def test_a_letter_for_everybody_leaves_the_words_as_they_are_written() -> None:
    (flag,) = look({"description": "Bodega, solo chilen@s"}, Terms(TODAY))
    assert flag.words == "solo chilen@s"


def test_every_code_has_a_text_and_a_severity() -> None:
    assert set(TEXTS) == set(DEFAULTS)
    assert set(FORBIDDEN) <= set(TEXTS)


def _post(title: str, **more: object) -> VacancyPost:
    profile = Profile.model_validate({"title": title, "employer": "Agrícola Los Robles", **more})
    return VacancyPost(commune=SAN_CARLOS, seats=1, profile=profile)


def test_a_vacancy_that_the_law_forbids_is_not_published_and_every_fault_is_named() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    with pytest.raises(Rejected) as no:
        mesa.handles(_post("Señorita buena presencia", description="Edad máxima 30"))
    found = {(fault.code, fault.field) for fault in no.value.faults}
    assert found == {
        ("discriminates_sex", "profile.title"),
        ("discriminates_appearance", "profile.title"),
        ("discriminates_age", "profile.description"),
    }


@pytest.mark.parametrize(
    ("texts", "code", "field"),
    [
        ({"languages": ["Inglés", "Castellano RUT 12.667.869-K"]}, "rut_in_text", "profile.languages.1"),
        ({"activity": "Contactar a Juan 12.667.869-K fono 987654321"}, "rut_in_text", "profile.activity"),
        ({"occupation_label": "Solo mujeres"}, "discriminates_sex", "profile.occupation_label"),
        ({"occupation_label": "Operarias solteras"}, "discriminates_marital_status", "profile.occupation_label"),
        ({"activity": "Cosecha, sin DICOM"}, "discriminates_debt_record", "profile.activity"),
        ({"work_place": "Bodega, solo hombres"}, "discriminates_sex", "profile.work_place"),
    ],
)
def test_whatever_is_written_freely_is_reviewed(texts: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(Rejected) as no:
        VacanciesInMemory().table(SAN_CARLOS).handles(_post("Bodeguero/a", **texts))
    assert {(fault.code, fault.field) for fault in no.value.faults} == {(code, field)}


def test_a_telephone_in_the_employers_activity_is_told() -> None:
    made = VacanciesInMemory().table(SAN_CARLOS).handles(_post("Bodeguero/a", activity="Packing, fono 987654321"))
    assert made["warnings"] == "contact_in_text"


def test_only_a_title_is_looked_at_for_its_gender() -> None:
    label = Profile(title="Operario/a", employer="x", occupation_label="Secretarias", activity="Cajeras")
    assert legal_review(label, TODAY, Policy(lint={"masculine_title": Severity.WARN})) == []


def test_a_place_may_be_called_what_it_likes() -> None:
    made = (
        VacanciesInMemory()
        .table(SAN_CARLOS)
        .handles(_post("Bodeguero/a", work_place="Puente Viejo, sector Las Viudas"))
    )
    assert "warnings" not in made


@pytest.mark.parametrize("employer", ["Juan Pérez 12.667.869-K", "Aseo, hablar con Ana al +56 9 8765 4321"])
def test_nobodys_data_travel_in_the_name_of_an_employer(employer: str) -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    plan = EmployerPlan(commune=SAN_CARLOS, employer=employer, at=mesa.now + timedelta(days=1))
    assert mesa.rejects(plan) in ("rut_in_text", "contact_in_text")
    assert mesa.rejects(_post("Bodeguero/a", employer=employer)) in ("rut_in_text", "contact_in_text")


def test_a_warning_is_told_and_the_vacancy_published() -> None:
    made = VacanciesInMemory().table(SAN_CARLOS).handles(_post("Vendedora"))
    assert made["warnings"] == "gendered_title"
    assert "Vendedor/a" in made["advice"]


def test_what_another_exchange_published_is_measured_by_the_minimum_of_its_day() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    cheap = _post("Bodeguero/a", pay={"least": 350_000})
    assert mesa.rejects(cheap) == "below_minimum_wage"
    assert "folio" in mesa.handles(cheap.model_copy(update={"published_on": date(2021, 6, 1)}))


def test_a_mesa_may_take_a_code_otherwise_and_no_other_code() -> None:
    strict = legal_review(
        Profile(title="Vendedora", employer="x"), TODAY, Policy(lint={"gendered_title": Severity.REFUSE})
    )
    assert [severity for _, severity in strict] == [Severity.REFUSE]
    with pytest.raises(ValueError, match="no_such_code"):
        Policy(lint={"no_such_code": Severity.WARN})
