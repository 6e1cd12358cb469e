-- When the words and the address of a letter were erased. That it was sent, and when, stays.
ALTER TABLE outbox ADD COLUMN erased_at BIGINT;

-- Uploaded files whose rows are gone and whose bytes are still to be removed from the folder.
CREATE TABLE doomed_file (
    attachment_id TEXT   NOT NULL PRIMARY KEY,
    doomed_at     BIGINT NOT NULL
);
