-- Programs that work on this database at the same time: up to which instant nothing that each of them received is still
-- under way, and when it said so, both by the database's clock.
CREATE TABLE instance (
    id         TEXT   NOT NULL PRIMARY KEY,
    drained_to BIGINT NOT NULL,
    said_at    BIGINT NOT NULL
);
