"""The legal review: what is flagged and with which code, and what must stay unflagged. All phrases are invented."""

from datetime import date

import pytest

from services.vacancies.lint import DEFAULTS, Severity, Terms, look
from services.vacancies.lint.flag import TEXTS
from services.vacancies.lint.pay import minimum
from services.vacancies.model.policy import Policy
from services.vacancies.table import reviewed
from shared.bus.work import Rejected
from shared.contracts.intake import VacancyPost
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Contract, WorkingTime
from tests.unit.services.vacancies.mothers import SAN_CARLOS, Books

TODAY = date(2026, 1, 12)

FORBIDDEN = {
    "discriminates_sex": (
        "Vendedora sexo femenino para tienda",
        "Solo hombres para bodega",
        "SE NECESITAN 3 SEÑORITAS PARA PROMOCIÓN",
        "operarios varones para packing",
        "Aseo, preferentemente damas",
        "Se busca mujer para cuidar adulto mayor",
        "Garzonas mujeres con experiencia",
        "Trabajo exclusivo para varones",
        "sexo: masculino",
        "Temporeros (hombres) para poda",
    ),
    "discriminates_age": (
        "Edad entre 25 y 40 años",
        "de 18 a 35 años",
        "mayor de 25 años",
        "menores de 45",
        "máximo 40 años",
        "edad máxima 50",
        "Se buscan personas jóvenes",
        "rango etario 20-30",
        "Vendedor joven para local",
    ),
    "discriminates_marital_status": (
        "estado civil soltera",
        "persona casada, responsable",
        "sin hijos",
        "Soltero para faena en la cordillera",
        "sin cargas familiares",
    ),
    "discriminates_nationality": ("nacionalidad chilena", "Solo chilenos", "no extranjeros", "preferentemente chilena"),
    "discriminates_religion": ("persona cristiana", "de religión católica", "solo evangélicos"),
    "discriminates_debt_record": (
        "sin DICOM",
        "no estar en Dicom",
        "antecedentes comerciales al día",
        "papeles comerciales limpios",
        "sin deudas",
    ),
    "discriminates_photograph": (
        "Enviar CV con fotografía",
        "currículum actualizado con foto",
        "adjuntar foto tamaño carnet",
    ),
    "discriminates_appearance": ("BUENA PRESENCIA", "excelente presencia", "estatura mínima 1,65", "sin tatuajes"),
    "discriminates_maternity": ("no estar embarazada", "test de embarazo"),
    "discriminates_union": ("no sindicalizado", "sin sindicato previo"),
    "discriminates_politics": ("afinidad política con la empresa",),
    "discriminates_health": ("sin enfermedades crónicas", "no tener discapacidad", "sin licencias médicas"),
    "discriminates_origin": ("de tez clara", "no mapuches"),
    "discriminates_orientation": ("heterosexual",),
    "discriminates_social_origin": ("de buena familia",),
}

INNOCENT = (
    "Cosechero/a de arándanos",
    "Hombre o mujer con experiencia",
    "Se requieren hombres y mujeres para packing",
    "ambos sexos",
    "sin distinción de sexo ni edad",
    "Encargado/a Centro de la Mujer",
    "Asesor/a Programa Mujeres Jefas de Hogar",
    "Venta de ropa de mujer",
    "Peluquería de damas y varones",
    "Calzado de hombre",
    "Cuidado de adultos mayores",
    "Cuidador/a de persona mayor de 80 kg",
    "5 años de experiencia",
    "entre 2 y 5 años de experiencia",
    "de 10 a 15 años de experiencia en faena",
    "mayor de 18 años",
    "mayores de 18",
    "Turnos de 12 a 20 horas",
    "Jornada de 45 horas semanales",
    "Educación media completa",
    "Educador/a de párvulos",
    "Certificado de antecedentes para fines especiales",
    "no se exige estado civil",
    "nacionalidad indistinta",
    "cualquier nacionalidad",
    "Operario/a de máquina soltera",
    "Profesor/a de religión católica para colegio",
    "Soldador/a calificado/a",
    "Chofer licencia clase A4",
    "Matrón/a para control de embarazo",
    "Criador/a de perros de raza",
    "Buena comunicación y trabajo en equipo",
    "Presentación personal acorde al uniforme",
    "Fotógrafo/a para eventos",
    "Revelado de fotografía digital",
    "Manejo de cartera comercial",
    "Ejecutivo/a comercial",
    "Con o sin DICOM",
    "Técnico/a en refrigeración comercial",
    "Pesos de hasta 25 kilos",
    "Sueldo de 450.000 a 600.000",
    "Faena de 20 a 30 días",
    "Varias vacantes en La Dama Blanca SpA",
    "Instalación de varas y postes",
    "Contrato por 12 meses",
)


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
        ("RUT 12.667.869-K", "rut_in_text"),
        ("rut 9868503-0", "rut_in_text"),
        ("Vacante acogida a la Ley 21.015", "inclusion_in_text"),
    ],
)
def test_what_does_not_belong_into_free_text(text: str, code: str) -> None:
    assert [flag.code for flag in look({"description": text}, Terms(TODAY))] == [code]


@pytest.mark.parametrize(
    "text", ["Orden 12.667.869-1", "RUT empresa 76.995.142-3", "Sueldo 1.234.567", "Aviso 2026-0042"]
)
def test_numbers_that_are_no_persons_rut_are_left_alone(text: str) -> None:
    assert look({"description": text}, Terms(TODAY)) == ()


def test_no_flag_repeats_a_rut_or_an_address() -> None:
    flags = look({"description": "RUT 12.667.869-K, escribir a ana@correo.cl"}, Terms(TODAY))
    assert "12.667" not in str(flags)
    assert "ana@" not in str(flags)


def test_every_code_has_a_text_and_a_severity() -> None:
    assert set(TEXTS) == set(DEFAULTS)
    assert set(FORBIDDEN) <= set(TEXTS)


def _post(title: str, **more: object) -> VacancyPost:
    profile = Profile.model_validate({"title": title, "employer": "Agrícola Los Robles", **more})
    return VacancyPost(commune=SAN_CARLOS, seats=1, profile=profile)


def test_a_vacancy_that_the_law_forbids_is_not_published_and_every_fault_is_named() -> None:
    books = Books().table(SAN_CARLOS)
    with pytest.raises(Rejected) as no:
        books.hears(_post("Señorita buena presencia", description="Edad máxima 30"))
    found = {(fault.code, fault.field) for fault in no.value.faults}
    assert found == {
        ("discriminates_sex", "profile.title"),
        ("discriminates_appearance", "profile.title"),
        ("discriminates_age", "profile.description"),
    }


def test_a_warning_is_told_and_the_vacancy_published() -> None:
    made = Books().table(SAN_CARLOS).hears(_post("Vendedora"))
    assert made["warnings"] == "gendered_title"
    assert "Vendedor/a" in made["advice"]


def test_what_another_exchange_published_is_measured_by_the_minimum_of_its_day() -> None:
    books = Books().table(SAN_CARLOS)
    cheap = _post("Bodeguero/a", pay={"least": 350_000})
    assert books.rejects(cheap) == "below_minimum_wage"
    assert "folio" in books.hears(cheap.model_copy(update={"published_on": date(2021, 6, 1)}))


def test_a_mesa_may_take_a_code_otherwise_and_no_other_code() -> None:
    strict = reviewed(Profile(title="Vendedora", employer="x"), TODAY, Policy(lint={"gendered_title": Severity.REFUSE}))
    assert [severity for _, severity in strict] == [Severity.REFUSE]
    with pytest.raises(ValueError, match="no_such_code"):
        Policy(lint={"no_such_code": Severity.WARN})
