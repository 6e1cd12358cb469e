-- What was typed on the page of a consensus and is not recorded yet; sealed.
CREATE TABLE agreeing (
    application_id TEXT   NOT NULL REFERENCES application (id),
    step           TEXT   NOT NULL,
    person_id      TEXT   NOT NULL REFERENCES person (id),
    body           TEXT   NOT NULL,
    saved_at       BIGINT NOT NULL,
    PRIMARY KEY (application_id, step, person_id)
);
