INSERT INTO webhook (id, procedure_id, person_id, address, secret, kinds, created_at)
VALUES ('00000000-0000-0000-0000-000005000001', '00000000-0000-0000-0000-000001000001',
        '00000000-0000-0000-0000-000000000004', 's1.sealed', 's1.sealed', 'date.moved question.answered',
        1801735200000000);
INSERT INTO delivery (id, webhook_id, kind, body, dated_at, due_at, attempts, state, last_reply, leased_until, sent_at)
VALUES ('00000000-0000-0000-0000-000006000001', '00000000-0000-0000-0000-000005000001', 'date.moved', '{}',
        1801735200000000, 1801735200000000, 1, 'waiting', 'status 500', 0, NULL);
