-- One dialect for both databases: TEXT and BIGINT only. Instants are microseconds since 1970 in UTC,
-- identifiers and digests are lower-case hexadecimal text, truth is 0 or 1.

CREATE TABLE person (
    id         TEXT   NOT NULL PRIMARY KEY,
    email      TEXT   NOT NULL UNIQUE,
    name       TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE sign_in_link (
    token_digest TEXT   NOT NULL PRIMARY KEY,
    person_id    TEXT   NOT NULL REFERENCES person (id),
    back         TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    used_at      BIGINT
);

CREATE INDEX sign_in_link_of_person ON sign_in_link (person_id, created_at);

CREATE TABLE session (
    token_digest TEXT   NOT NULL PRIMARY KEY,
    person_id    TEXT   NOT NULL REFERENCES person (id),
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);

-- Workflow files byte for byte; running procedures are pinned to one by its digest.
CREATE TABLE workflow (
    digest    TEXT   NOT NULL PRIMARY KEY,
    name      TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    source    TEXT   NOT NULL,
    stored_at BIGINT NOT NULL
);

CREATE TABLE procedure (
    id        TEXT   NOT NULL PRIMARY KEY,
    workflow  TEXT   NOT NULL REFERENCES workflow (digest),
    opened_at BIGINT NOT NULL,
    revision  BIGINT NOT NULL,
    wake_at   BIGINT,
    head      TEXT   NOT NULL
);

CREATE INDEX procedure_wake ON procedure (wake_at);

-- Who holds which office, for the question "what is mine?"; folded from the procedure's head.
CREATE TABLE office (
    procedure_id TEXT NOT NULL REFERENCES procedure (id),
    person_id    TEXT NOT NULL REFERENCES person (id),
    role         TEXT NOT NULL,
    track        TEXT NOT NULL,
    PRIMARY KEY (procedure_id, person_id, role, track)
);

CREATE INDEX office_of_person ON office (person_id);

CREATE TABLE application (
    id           TEXT   NOT NULL PRIMARY KEY,
    procedure_id TEXT   NOT NULL REFERENCES procedure (id),
    track        TEXT   NOT NULL,
    revision     BIGINT NOT NULL,
    counts       BIGINT NOT NULL,
    started_at   BIGINT NOT NULL,
    state        TEXT   NOT NULL
);

CREATE INDEX application_of_track ON application (procedure_id, track, id);

-- Who takes part in which application; folded from the application's members.
CREATE TABLE participation (
    person_id      TEXT   NOT NULL REFERENCES person (id),
    application_id TEXT   NOT NULL REFERENCES application (id),
    procedure_id   TEXT   NOT NULL,
    leads          BIGINT NOT NULL,
    PRIMARY KEY (person_id, application_id)
);

CREATE INDEX participation_of_application ON participation (application_id);

-- Names and addresses of members: personal data, never in the journal.
CREATE TABLE member (
    id             TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES application (id),
    name           TEXT NOT NULL,
    email          TEXT NOT NULL
);

CREATE INDEX member_of_application ON member (application_id);

-- What people wrote. The journal knows each text by its digest; erasing one leaves the chain whole.
CREATE TABLE prose (
    digest       TEXT NOT NULL PRIMARY KEY,
    procedure_id TEXT NOT NULL,
    salt         TEXT NOT NULL,
    body         TEXT NOT NULL
);

CREATE INDEX prose_of_procedure ON prose (procedure_id);

CREATE TABLE attachment (
    id             TEXT   NOT NULL PRIMARY KEY,
    application_id TEXT   NOT NULL REFERENCES application (id),
    sha256         TEXT   NOT NULL,
    size_bytes     BIGINT NOT NULL,
    media_type     TEXT   NOT NULL,
    stored_at      BIGINT NOT NULL
);

CREATE INDEX attachment_of_application ON attachment (application_id);

CREATE TABLE journal (
    stream       TEXT   NOT NULL,
    seq          BIGINT NOT NULL,
    procedure_id TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    prev         TEXT   NOT NULL,
    hash         TEXT   NOT NULL,
    PRIMARY KEY (stream, seq)
);

CREATE INDEX journal_of_procedure ON journal (procedure_id, at);

CREATE TABLE journal_head (
    stream       TEXT   NOT NULL PRIMARY KEY,
    procedure_id TEXT   NOT NULL,
    seq          BIGINT NOT NULL,
    hash         TEXT   NOT NULL
);

CREATE INDEX journal_head_of_procedure ON journal_head (procedure_id);

-- Merkle roots over all heads of a procedure.
CREATE TABLE checkpoint (
    procedure_id TEXT   NOT NULL REFERENCES procedure (id),
    at           BIGINT NOT NULL,
    root         TEXT   NOT NULL,
    heads        TEXT   NOT NULL,
    PRIMARY KEY (procedure_id, at)
);

-- One recipient a row. `state` is waiting, sent or failed (shown to the owner as not notified).
CREATE TABLE outbox (
    id             TEXT   NOT NULL PRIMARY KEY,
    procedure_id   TEXT,
    application_id TEXT,
    person_id      TEXT   NOT NULL REFERENCES person (id),
    address        TEXT   NOT NULL,
    kind           TEXT   NOT NULL,
    language       TEXT   NOT NULL,
    subject        TEXT   NOT NULL,
    body_text      TEXT   NOT NULL,
    body_html      TEXT   NOT NULL,
    message_id     TEXT   NOT NULL UNIQUE,
    dated_at       BIGINT NOT NULL,
    due_at         BIGINT NOT NULL,
    attempts       BIGINT NOT NULL,
    state          TEXT   NOT NULL,
    last_reply     TEXT,
    leased_until   BIGINT NOT NULL,
    sent_at        BIGINT
);

CREATE INDEX outbox_due ON outbox (state, due_at);
CREATE INDEX outbox_of_procedure ON outbox (procedure_id, dated_at, id);
