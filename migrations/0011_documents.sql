-- Files that an owner publishes beside the workflow file. What they are called and how they are known is in the journal;
-- this says that their bytes are no leftovers.
CREATE TABLE document (
    attachment_id TEXT NOT NULL PRIMARY KEY,
    procedure_id  TEXT NOT NULL REFERENCES procedure (id)
);
