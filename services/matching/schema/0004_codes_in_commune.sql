-- Who of a commune has an occupation near enough, found without reading the others: every prefix of their codes, and
-- the empty one for vacancies without a code, each behind its commune.

CREATE FUNCTION codes_in(commune text, codes text[]) RETURNS text[] IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql
    RETURN (SELECT array_agg(commune || ' ' || code) FROM unnest(array_append(codes, '')) AS one (code));

CREATE INDEX seeker_codes ON seeker USING gin (codes_in(commune, codes)) WITH (fastupdate = off) WHERE state = 'free';
