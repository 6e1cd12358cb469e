-- Tokens with which a program of somebody's speaks for them in one role: the digest of each, never the token.
CREATE TABLE token (
    id           TEXT   NOT NULL PRIMARY KEY,
    token_digest TEXT   NOT NULL UNIQUE,
    person_id    TEXT   NOT NULL REFERENCES person (id),
    name         TEXT   NOT NULL,
    role         TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    used_at      BIGINT
);

CREATE INDEX token_of_person ON token (person_id, created_at);

-- Commands that were sent with a key of their own, so that one that comes again is not done again. No status: it was
-- begun, and how it ended is not known.
CREATE TABLE repeat (
    token_id TEXT   NOT NULL REFERENCES token (id),
    name     TEXT   NOT NULL,
    digest   TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    status   BIGINT,
    answer   TEXT,
    PRIMARY KEY (token_id, name)
);
