-- A version that did not know `open_calls` may have run beside one that did, without counting: counted once more, when
-- none runs any more. The lock waits for those who are counting, and they wait for it.

LOCK TABLE open_calls IN SHARE ROW EXCLUSIVE MODE;
UPDATE open_calls SET calls = 0;
INSERT INTO open_calls (office, calls)
SELECT office, count(*) FROM vacancy, jsonb_array_elements_text(call->'invited') AS office
WHERE stage = 'calling' AND NOT (call->'answered') ? office
GROUP BY office
ON CONFLICT (office) DO UPDATE SET calls = excluded.calls;
