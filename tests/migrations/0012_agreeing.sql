INSERT INTO agreeing (application_id, step, person_id, body, saved_at)
SELECT id, 'agree', '00000000-0000-0000-0000-000000000002', 's1.sealed', 1801825200000000 FROM application;
