"""What must hold of vacancies, seats, people and calls."""

from collections.abc import Sequence

from deploy.audit.check import Check

STORY = "see what happened with: mesa story ID"

OF_THE_FIELD: Sequence[Check] = (
    Check(
        "seats = placed + held + open",
        """
        SELECT v.vacancy_id FROM vacancies.vacancy v
        LEFT JOIN (SELECT vacancy_id, count(*) AS taken, count(*) FILTER (WHERE state IN ('placed', 'ended')) AS placed
                   FROM vacancies.lease WHERE state <> 'released' GROUP BY 1) l USING (vacancy_id)
        WHERE v.taken <> coalesce(l.taken, 0) OR v.placed <> coalesce(l.placed, 0) OR v.taken > v.seats
        """,
        "SELECT count(*) FROM vacancies.vacancy",
        STORY,
    ),
    Check(
        "each seeker in at most one seat",
        """
        SELECT candidate_ref FROM vacancies.lease WHERE state IN ('held', 'placed') GROUP BY 1 HAVING count(*) > 1
        """,
        "SELECT count(DISTINCT candidate_ref) FROM vacancies.lease",
        STORY,
    ),
    Check(
        "fencing numbers grow by one",
        # after the nth restore they begin anew at n times a million
        """
        SELECT vacancy_id FROM vacancies.lease GROUP BY 1, fence / 1000000
        HAVING max(fence) % 1000000 <> count(*) OR min(fence) % 1000000 <> 1
        """,
        "SELECT count(DISTINCT vacancy_id) FROM vacancies.lease",
        STORY,
    ),
    Check(
        "no lease past its end",
        "SELECT lease_id FROM vacancies.lease WHERE state = 'held' AND expires_at < $1",
        "SELECT count(*) FROM vacancies.lease WHERE state = 'held'",
        "vacancies' clock job does not run: mesa status, then its log",
        clocked=True,
    ),
    Check(
        "no call past its answer time",
        """
        SELECT vacancy_id FROM vacancies.vacancy
        WHERE stage = 'calling' AND (call->>'answer_by')::timestamptz < $1
        """,
        "SELECT count(*) FROM vacancies.vacancy WHERE stage = 'calling'",
        "vacancies' clock job does not run: mesa status, then its log",
        clocked=True,
    ),
    Check(
        "credit of a placement sums to 1,000",
        """
        SELECT subject FROM vacancies.outbox
        WHERE type LIKE 'cl.mesa.placement.%'
          AND (SELECT sum(value::int) FROM jsonb_each_text(data::jsonb->'credit')) <> 1000
        """,
        "SELECT count(*) FROM vacancies.outbox WHERE type LIKE 'cl.mesa.placement.%'",
        STORY,
    ),
    Check(
        "every placed seat has its placement, and every placement its seat",
        """
        SELECT coalesce(l.lease_id, p.lease_id)
        FROM (SELECT lease_id FROM vacancies.lease WHERE state IN ('placed', 'ended')) l
        FULL JOIN (SELECT lease_id FROM vacancies.placement WHERE state <> 'undone') p USING (lease_id)
        WHERE l.lease_id IS NULL OR p.lease_id IS NULL
        """,
        "SELECT count(*) FROM vacancies.placement",
        STORY,
    ),
    Check(
        "what offices exchanged is what was placed across communes",
        """
        SELECT coalesce(p.home, e.home) || ' ' || coalesce(p.finder, e.finder)
        FROM (SELECT commune AS home, finder, count(*) AS seats FROM vacancies.placement
              WHERE state <> 'undone' AND commune <> finder GROUP BY 1, 2) p
        FULL JOIN (SELECT home, finder, sum(seats) AS seats FROM vacancies.exchange GROUP BY 1, 2
                   HAVING sum(seats) <> 0) e USING (home, finder)
        WHERE p.seats IS DISTINCT FROM e.seats
        """,
        "SELECT count(*) FROM vacancies.exchange",
        STORY,
    ),
    Check(
        "every call that is over has its outcome",
        """
        SELECT v.vacancy_id || ' ' || v.tier FROM vacancies.vacancy v
        WHERE v.call IS NULL AND v.tier > 0 AND v.asked <> '{}'
          AND NOT EXISTS (SELECT FROM vacancies.outbox o WHERE o.subject = v.vacancy_id
                          AND o.type = 'cl.mesa.call.ended.v1')
        """,
        "SELECT count(*) FROM vacancies.outbox WHERE type = 'cl.mesa.call.ended.v1'",
        STORY,
    ),
    Check(
        "the open calls of each office are those that stand",
        """
        SELECT coalesce(kept.office, found.office)
        FROM (SELECT office, calls FROM vacancies.open_calls WHERE calls <> 0) kept
        FULL JOIN (
            SELECT office, count(*) AS calls
            FROM vacancies.vacancy, jsonb_array_elements_text(call->'invited') AS office
            WHERE stage = 'calling' AND NOT (call->'answered') ? office GROUP BY office) found USING (office)
        WHERE kept.calls IS DISTINCT FROM found.calls
        """,
        "SELECT count(*) FROM vacancies.open_calls",
        STORY,
    ),
    Check(
        "nobody holds a newer copy than there is",
        """
        SELECT h.vacancy_id || ' ' || h.commune FROM vacancies.holder h JOIN vacancies.vacancy v USING (vacancy_id)
        WHERE h.revision > v.revision
        """,
        "SELECT count(*) FROM vacancies.holder",
        STORY,
    ),
    Check(
        "what vacancies said is what its books hold",
        """
        SELECT l.lease_id FROM vacancies.lease l
        LEFT JOIN vacancies.outbox o
          ON o.type = 'cl.mesa.seat.leased.v1' AND o.subject = l.vacancy_id AND o.data::jsonb->>'lease_id' = l.lease_id
        WHERE o.id IS NULL
          AND l.leased_at > coalesce((SELECT min(time) FROM vacancies.outbox), '-infinity')
        """,
        "SELECT count(*) FROM vacancies.lease",
        STORY,
    ),
    Check(
        "matching holds who holds a seat, and nobody else",
        """
        SELECT candidate_ref FROM matching.seeker s
        WHERE (state = 'leased') <> EXISTS (
            SELECT FROM vacancies.lease l WHERE l.candidate_ref = s.candidate_ref AND l.state = 'held')
          AND state <> 'gone'
        """,
        "SELECT count(*) FROM matching.seeker",
        "matching has not heard all that vacancies said: its log, and mesa dead-letters list",
    ),
    Check(
        "nobody waits in line who sits elsewhere",
        """
        SELECT w.candidate_ref FROM vacancies.waiting w JOIN matching.seeker s USING (candidate_ref)
        JOIN vacancies.vacancy v USING (vacancy_id)
        WHERE s.state IN ('leased', 'placed') AND v.stage NOT IN ('filled', 'closed')
        """,
        "SELECT count(*) FROM vacancies.waiting",
        "an offer was not withdrawn: mesa story ID",
    ),
    Check(
        "who matching offered stands in line, and nobody else",
        """
        SELECT coalesce(s.vacancy_id, w.vacancy_id) || ' ' || coalesce(s.candidate_ref, w.candidate_ref)
        FROM (SELECT st.* FROM matching.standing st JOIN vacancies.vacancy v USING (vacancy_id)
              WHERE v.stage NOT IN ('filled', 'closed')) s
        FULL JOIN vacancies.waiting w USING (vacancy_id, candidate_ref)
        WHERE s.candidate_ref IS NULL OR w.candidate_ref IS NULL
        """,
        "SELECT count(*) FROM matching.standing",
        "an offer was lost between the two: mesa story ID",
    ),
    Check(
        "nobody disclosed without a yes",
        """
        SELECT d.lease_id FROM matching.disclosure d JOIN matching.consent c USING (consent_id)
        WHERE d.given_at IS NOT NULL
          AND ((c.candidate_ref, c.vacancy_id, c.purpose) <> (d.candidate_ref, d.vacancy_id, d.purpose)
               OR d.given_at < c.recorded_at OR d.given_at >= c.expires_at OR d.given_at > c.revoked_at
               OR (c.revoked_at IS NOT NULL AND d.ended_at IS NULL))
        """,
        "SELECT count(*) FROM matching.disclosure WHERE given_at IS NOT NULL",
        "see who read it: GET /v1/seekers/REF/accesses of matching",
    ),
    Check(
        "no proposal and no disclosure past its time",
        """
        SELECT proposal_id FROM matching.proposal WHERE state = 'open' AND answer_by < $1
        UNION ALL SELECT lease_id FROM matching.disclosure WHERE ended_at IS NULL AND expires_at < $1
        """,
        """
        SELECT (SELECT count(*) FROM matching.proposal WHERE state = 'open')
               + (SELECT count(*) FROM matching.disclosure WHERE ended_at IS NULL)
        """,
        "matching's clock job does not run: mesa status, then its log",
        clocked=True,
    ),
    Check(
        "what nobody could fill stands at the next fair or waits for one",
        """
        SELECT coalesce(v.vacancy_id, s.vacancy_id)
        FROM (SELECT vacancy_id FROM vacancies.vacancy WHERE stage = 'exhausted') v
        FULL JOIN (SELECT vacancy_id FROM events.stranded WHERE NOT gone) s USING (vacancy_id)
        WHERE v.vacancy_id IS NULL OR s.vacancy_id IS NULL
        """,
        "SELECT count(*) FROM vacancies.vacancy WHERE stage = 'exhausted'",
        "events has not heard all that vacancies said: its log, and mesa dead-letters list",
    ),
    Check(
        "who was called was told, and nobody was told who was not called",
        """
        SELECT o.id FROM vacancies.outbox o CROSS JOIN LATERAL (
            SELECT array_agg(value ORDER BY value) AS called FROM (
                SELECT jsonb_array_elements_text(o.data::jsonb->'invited') AS value
                UNION SELECT o.data::jsonb->>'commune') c) c
        LEFT JOIN (SELECT about, array_agg(commune ORDER BY commune) AS told FROM notifications.notice GROUP BY 1) n
          ON n.about = o.id
        WHERE o.type = 'cl.mesa.vacancy.unfilled.v1' AND n.told IS DISTINCT FROM c.called
        """,
        "SELECT count(*) FROM vacancies.outbox WHERE type = 'cl.mesa.vacancy.unfilled.v1'",
        "notifications has not heard all that was said: its log, and mesa dead-letters list",
    ),
)
