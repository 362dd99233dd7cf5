-- What the ids of requests by HTTP are made with, so that nobody who sees an id finds out the key it stands for.

CREATE TABLE door (secret bytea NOT NULL);
INSERT INTO door VALUES (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));
