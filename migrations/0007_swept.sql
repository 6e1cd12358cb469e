-- Whether what was written before there were keys has been sealed: every start need not look for it again.
ALTER TABLE seal_key ADD COLUMN swept BIGINT NOT NULL DEFAULT 0;
