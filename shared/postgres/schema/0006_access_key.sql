-- Who may enter by HTTP. Written by `mesa keys`; the service only looks up, and notes when a key was used last.
CREATE TABLE access_key (
    key_id       text PRIMARY KEY CHECK (key_id ~ '^[0-9a-z]{8}$'),
    role         text NOT NULL CHECK (role IN ('officer', 'system', 'integrator', 'operator')),
    commune      text CHECK (commune ~ '^[0-9]{5}$'),
    label        text NOT NULL DEFAULT '',
    -- BLAKE2b of the key under this service's own secret (table door)
    digest       bytea NOT NULL CHECK (length(digest) = 32),
    per_minute   integer NOT NULL CHECK (per_minute > 0),
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    CHECK (commune IS NOT NULL OR role NOT IN ('officer', 'system'))
);
