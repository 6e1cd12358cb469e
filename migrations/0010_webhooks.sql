-- Addresses of other people's programs that are called when something is published: about one procedure, or about all
-- where none is named. Address and secret lie sealed. No kinds: all.
CREATE TABLE webhook (
    id           TEXT   NOT NULL PRIMARY KEY,
    procedure_id TEXT,
    person_id    TEXT   NOT NULL REFERENCES person (id),
    address      TEXT   NOT NULL,
    secret       TEXT   NOT NULL,
    kinds        TEXT   NOT NULL,
    created_at   BIGINT NOT NULL
);

CREATE INDEX webhook_of_procedure ON webhook (procedure_id);

-- Calls, written in the same transaction as what they tell. No foreign key: a webhook may be taken out while a turn
-- writes, and the turn must not fail for it.
CREATE TABLE delivery (
    id           TEXT   NOT NULL PRIMARY KEY,
    webhook_id   TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    dated_at     BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    state        TEXT   NOT NULL,
    last_reply   TEXT,
    leased_until BIGINT NOT NULL,
    sent_at      BIGINT
);

CREATE INDEX delivery_due ON delivery (state, due_at);
CREATE INDEX delivery_of_webhook ON delivery (webhook_id, dated_at);
