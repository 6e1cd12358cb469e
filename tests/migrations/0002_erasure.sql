INSERT INTO doomed_file (attachment_id, doomed_at) VALUES
  ('00000000-0000-0000-0000-000004000009', 1801825200000000);

UPDATE outbox SET address = '', subject = '', body_text = '', body_html = '', erased_at = 1801825200000000
  WHERE id = '00000000-0000-0000-0000-000006000002';
