-- When a virus scanner found nothing in an upload; empty where none looked at it.
ALTER TABLE attachment ADD COLUMN scanned_at BIGINT;
