"""Every row of a file is accounted for, once."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.vacancies.imports.exchange import AT_ONCE, ImportReport, Silence, import_rows
from services.vacancies.imports.intake import Answers, Request
from services.vacancies.imports.plan import plan
from services.vacancies.imports.posting import posting_of
from shared.contracts.intake import VacancyPost
from shared.contracts.replies import Fault, RequestAccepted, RequestRejected
from shared.tabular import Row
from tests.unit.services.vacancies.imports.mothers import NOW, a_row, place


class Hosts:
    """Services that take what they are asked, refuse the communes named, and may say nothing."""

    def __init__(self, refuse: str = "", silent: bool = False) -> None:
        self.refuse, self.silent = refuse, silent
        self.asked: list[str] = []
        self.accepted: set[str] = set()

    def was_accepted(self, request_id: str) -> bool:
        return request_id in self.accepted

    async def ask(self, requests: Sequence[Request], patience: float) -> Answers:
        self.asked += [request_id for request_id, _ in requests]
        return {} if self.silent else {request_id: self._answer(request_id, post) for request_id, post in requests}

    def _answer(self, request_id: str, post: VacancyPost) -> RequestAccepted | RequestRejected:
        about = {"request_id": request_id, "request_type": post.WIRE, "commune": post.commune}
        if post.commune == self.refuse:
            return RequestRejected(**about, faults=(Fault(code="commune_not_in_mesa", text="No está en la Mesa"),))
        self.accepted.add(request_id)
        return RequestAccepted(**about)


async def bring(rows: Sequence[dict[str, str]], hosts: Hosts | None, ask: bool = True) -> ImportReport:
    numbered = [Row(n, cells, "" if cells else "3 celdas") for n, cells in enumerate(rows, 1)]
    steps = plan(numbered, lambda row: posting_of(row.cells, place, NOW))
    return await import_rows(steps, hosts, ask=ask, patience=1, tell=lambda done: None)


def balanced(report: ImportReport) -> bool:
    parts = report.imported + report.reposts + report.already + report.quarantined
    return report.rows == parts and report.quarantined == len(report.faults)


async def test_each_row_has_one_fate() -> None:
    rows = [a_row(), a_row(Fecha="06/01/2026"), a_row(Ubicacion="?"), {}, a_row(Empresa="Otra")]
    report = await bring(rows, Hosts())
    assert (report.rows, report.imported, report.reposts, report.already, report.quarantined) == (5, 2, 1, 0, 2)
    assert [(fault.row, fault.reason) for fault in report.faults] == [(3, "place_unknown"), (4, "row_unreadable")]
    assert report.coded == 2


async def test_the_same_file_twice_adds_nothing_whoever_imports_it() -> None:
    hosts = Hosts()
    await bring([a_row(), a_row(Empresa="Otra")], hosts)
    asked = len(hosts.asked)
    report = await bring([a_row(), a_row(Empresa="Otra")], hosts)
    assert (report.imported, report.already) == (0, 2)
    assert len(hosts.asked) == asked


async def test_what_the_service_rejects_is_quarantined_with_its_reason() -> None:
    report = await bring([a_row(), a_row(Ubicacion="Bío Bío, Lota")], Hosts(refuse="08106"))
    assert report.imported == 1
    assert report.as_json()["faults"] == [{"row": 2, "reason": "commune_not_in_mesa", "text": "No está en la Mesa"}]


async def test_a_missing_answer_is_an_error_that_names_the_rows() -> None:
    with pytest.raises(Silence) as silence:
        await bring([a_row(Ubicacion="?"), a_row()], Hosts(silent=True))
    assert silence.value.rows == [2]


async def test_a_rehearsal_asks_nothing_and_counts_what_it_would_ask() -> None:
    hosts = Hosts()
    assert (await bring([a_row()], hosts, ask=False)).imported == 1
    assert (await bring([a_row()], None, ask=False)).imported == 1
    assert hosts.asked == []


async def test_more_rows_than_one_round() -> None:
    rows = [a_row(Empresa=f"Empresa {n}") for n in range(AT_ONCE + 7)]
    report = await bring(rows, Hosts())
    assert (report.rows, report.imported) == (AT_ONCE + 7, AT_ONCE + 7)


LINES = st.lists(
    st.one_of(
        st.just({}),
        st.builds(
            lambda employer, day, where, pay: a_row(Empresa=employer, Fecha=day, Ubicacion=where, Salario=pay),
            st.sampled_from(["Uno", "Dos", ""]),
            st.sampled_from(["05/01/2026", "06/01/2026", "?"]),
            st.sampled_from(["Ñuble, San Carlos", "Bío Bío, Lota", "San Carlos"]),
            st.sampled_from(["Reservado", "0"]) | st.text(max_size=8),
        ),
    ),
    max_size=12,
)


@given(LINES)
async def test_whatever_the_file_every_row_is_accounted_for(rows: list[dict[str, str]]) -> None:
    hosts = Hosts(refuse="08106")
    first = await bring(rows, hosts)
    assert balanced(first)
    assert first.rows == len(rows)
    again = await bring(rows, hosts)
    assert balanced(again)
    assert (again.imported, again.already) == (0, first.imported)
