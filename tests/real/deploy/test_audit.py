"""The audit finds what does not balance, and says which."""

import asyncpg
import pytest

from deploy.audit import audit
from deploy.machine.service import NAMES
from shared.clock import wall
from tests.real.house import House

UNGUARDED = "ALTER TABLE vacancies.vacancy DISABLE TRIGGER seats_add_up"
"""The database itself refuses seats that do not add up: to see the audit find them, its guard is taken away."""

VACANCY = """
INSERT INTO vacancies.vacancy VALUES ('v1', '16301', '{}', 'normal', 2, 1, 0, now(), now(), now(), 'exhausted', 1, 1,
                                      '{}', NULL, NULL, NULL, NULL)
"""
LEASE = """
INSERT INTO vacancies.lease VALUES ('v1.1', 'v1', 1, 1, 'person', '16301', 'o', 'held', now(), now() + '1 day', '{}')
"""
CONSENT = """
INSERT INTO matching.seeker (candidate_ref, commune, registered_at, state) VALUES ('person', '16303', now(), 'free');
INSERT INTO matching.consent VALUES ('c', 'person', '16303', 'v1', 'referral', 'signed', 'n-1',
                                     now() - interval '1 hour', now() + '1 day')
"""
GIVEN = """
INSERT INTO matching.disclosure VALUES ('v1.1', 'v1', 'Cosecha', '16301', 'person', '16303', 'interview', 'c', 'sc-1',
                                        now(), now() + '1 day', now())
"""


async def test_the_database_itself_refuses_seats_that_do_not_add_up_or_are_sold_twice(database: str) -> None:
    async with House("", database, "") as house:
        await house.migrate(NAMES)
        with pytest.raises(asyncpg.CheckViolationError, match="do not add up"):
            await house.db.execute(VACANCY)
        full = VACANCY.replace("2, 1, 0", "1, 1, 0")
        second = LEASE.replace("'v1.1', 'v1', 1, 1, 'person'", "'v1.2', 'v1', 2, 2, 'another'")
        with pytest.raises(asyncpg.CheckViolationError, match="sold twice"):
            await house.db.execute(f"{full}; {LEASE}; {second}")


@pytest.mark.parametrize(
    ("wrong", "promise"),
    [
        pytest.param([UNGUARDED, VACANCY], "seats = placed + held + open", id="a seat that nobody holds"),
        pytest.param(
            [f"{VACANCY}; {LEASE}"], "what nobody could fill stands at the next fair or waits for one", id="no fair"
        ),
        pytest.param(
            [f"{VACANCY}; {LEASE}".replace("now() + '1 day'", "now() - interval '1 day'")],
            "no lease past its end",
            id="an expired lease",
        ),
        pytest.param(
            ["INSERT INTO vacancies.open_calls VALUES ('16301', 1)"],
            "the open calls of each office are those that stand",
            id="a call that does not stand",
        ),
        pytest.param(
            ["INSERT INTO vacancies.inbox (source, id, type, subject) VALUES ('/comunas/16301', 'r', 't', 's')"],
            "every request answered once",
            id="a request without an answer",
        ),
        pytest.param(
            [
                "INSERT INTO matching.outbox (id, topic, source, type, subject, time, correlation_id, data)"
                " VALUES ('f', 'offers', 's', 't', 's', now(), 'c', '{}')"
            ],
            "matching: outbox drained",
            id="a fact that was not published",
        ),
        pytest.param(
            ["INSERT INTO events.dead_letter (code, detail, topic) VALUES ('not_json', '', 'intake.16301')"],
            "events: nothing put aside unseen",
            id="a dead letter",
        ),
        pytest.param(
            [
                "INSERT INTO matching.seeker (candidate_ref, commune, registered_at, state)"
                " VALUES ('person', '16301', now(), 'leased')"
            ],
            "matching holds who holds a seat, and nobody else",
            id="somebody held without a seat",
        ),
        pytest.param([CONSENT, GIVEN], "nobody disclosed without a yes", id="an identity given for something else"),
        pytest.param(
            [CONSENT, GIVEN.replace("now() + '1 day'", "now() - interval '1 day'")],
            "no proposal and no disclosure past its time",
            id="an identity held too long",
        ),
    ],
)
async def test_what_does_not_balance_is_found(wrong: list[str], promise: str, database: str) -> None:
    async with House("", database, "") as house:
        await house.migrate(NAMES)
        assert [f.name for f in await audit(database, wall, patience=0) if not f.holds] == []
        for statement in wrong:
            await house.db.execute(statement)
        assert promise in [f.name for f in await audit(database, wall, patience=0) if not f.holds]


async def test_a_database_without_the_tables_is_an_error_and_not_a_balance(database: str) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        await audit(database, wall, patience=0)
