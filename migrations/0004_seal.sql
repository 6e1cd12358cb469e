-- Public half of the program's own key: whoever opens this database must hold the same.
CREATE TABLE seal_key (
    one       BIGINT NOT NULL PRIMARY KEY,
    recipient TEXT   NOT NULL
);

-- The key of each track: what comes in is sealed to `recipient`. `secret` is the other half, sealed to the
-- program's key; empty while k of n people have not opened it. `layers` is what is left for them to peel.
CREATE TABLE track_key (
    procedure_id TEXT NOT NULL,
    track        TEXT NOT NULL,
    recipient    TEXT NOT NULL,
    secret       TEXT NOT NULL,
    layers       TEXT NOT NULL,
    PRIMARY KEY (procedure_id, track)
);

-- The key of each application's contents. `header` wraps it to the track's key, as the age format does; `own`
-- wraps it for its members: to the program's key, or to a code that they alone keep.
CREATE TABLE application_key (
    application_id TEXT   NOT NULL PRIMARY KEY,
    header         TEXT   NOT NULL,
    own            TEXT   NOT NULL,
    coded          BIGINT NOT NULL
);

-- Whose contents a text is, where it is sealed with an application's key; empty for all other texts.
ALTER TABLE prose ADD COLUMN application_id TEXT NOT NULL DEFAULT '';
