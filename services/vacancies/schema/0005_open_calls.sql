-- How many calls each office has not answered yet: kept by what each decision changes, in place of counting every open
-- call for every batch. A row is made when an office is called for the first time.

CREATE TABLE open_calls (
    office text    PRIMARY KEY,
    calls  integer NOT NULL
);
INSERT INTO open_calls (office, calls)
SELECT office, count(*) FROM vacancy, jsonb_array_elements_text(call->'invited') AS office
WHERE stage = 'calling' AND NOT (call->'answered') ? office
GROUP BY office;
