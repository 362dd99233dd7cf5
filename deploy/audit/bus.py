"""What must hold of requests and facts: each answered, said and heard."""

from collections.abc import Sequence

from deploy.audit.check import Check

SERVICES = ("vacancies", "matching", "events", "notifications")

OF_THE_BUS: Sequence[Check] = (
    Check(
        "every request answered once",
        """
        SELECT i.id FROM vacancies.inbox i WHERE i.source LIKE '/comunas/%' AND i.answer IS NULL
          AND NOT EXISTS (SELECT FROM vacancies.dead_letter d WHERE d.message_id = i.id)
        UNION ALL
        SELECT i.id FROM matching.inbox i WHERE i.source LIKE '/comunas/%' AND i.answer IS NULL
          AND NOT EXISTS (SELECT FROM matching.dead_letter d WHERE d.message_id = i.id)
        UNION ALL
        SELECT i.id FROM events.inbox i WHERE i.source LIKE '/comunas/%' AND i.answer IS NULL
          AND NOT EXISTS (SELECT FROM events.dead_letter d WHERE d.message_id = i.id)
        """,
        """
        SELECT (SELECT count(*) FROM vacancies.inbox WHERE source LIKE '/comunas/%')
             + (SELECT count(*) FROM matching.inbox WHERE source LIKE '/comunas/%')
             + (SELECT count(*) FROM events.inbox WHERE source LIKE '/comunas/%')
        """,
        "mesa dead-letters list",
    ),
    *(
        Check(
            f"{name}: outbox drained",
            f"SELECT id FROM {name}.outbox WHERE published_at IS NULL",
            f"SELECT count(*) FROM {name}.outbox",
            "the broker is away or the relay stands still: mesa status",
        )
        for name in SERVICES
    ),
    *(
        Check(
            f"{name}: a fact an id",
            f"SELECT id FROM {name}.outbox GROUP BY id HAVING count(DISTINCT data) > 1",
            f"SELECT count(*) FROM {name}.outbox",
            "every inbox took the second for a repeat: say what was lost again, by a request",
        )
        for name in SERVICES
    ),
    *(
        Check(
            f"{name}: nothing put aside unseen",
            f"SELECT id::text FROM {name}.dead_letter WHERE status IN ('parked', 'replay')",
            f"SELECT count(*) FROM {name}.dead_letter",
            "mesa dead-letters list, then replay or drop",
        )
        for name in SERVICES
    ),
    *(
        Check(
            f"{listener} heard what {speaker} said",
            f"""
            SELECT o.id FROM {speaker}.outbox o
            WHERE o.type = ANY('{{{",".join(types)}}}') AND o.published_at < 'infinity'
              AND o.written_at > now() - interval '25 days'
              AND NOT EXISTS (SELECT FROM {listener}.inbox i WHERE i.id = o.id)
            """,
            f"SELECT count(*) FROM {speaker}.outbox WHERE type = ANY('{{{','.join(types)}}}')",
            f"{listener} is behind or stands still: mesa status, then its log",
        )
        for speaker, listener, types in (
            (
                "vacancies",
                "matching",
                ("cl.mesa.vacancy.posted.v1", "cl.mesa.vacancy.unfilled.v1", "cl.mesa.seat.leased.v1"),
            ),
            ("matching", "vacancies", ("cl.mesa.offer.made.v1", "cl.mesa.offer.declined.v1")),
            ("vacancies", "events", ("cl.mesa.vacancy.unfilled.v1",)),
            ("vacancies", "notifications", ("cl.mesa.vacancy.posted.v1", "cl.mesa.placement.declared.v1")),
            ("matching", "notifications", ("cl.mesa.disclosure.given.v1", "cl.mesa.disclosure.revoked.v1")),
            ("events", "notifications", ("cl.mesa.fair.scheduled.v1", "cl.mesa.fair.listed.v1")),
        )
    ),
)
