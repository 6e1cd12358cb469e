-- Keys of a running procedure. The texts of the first migration stand unsealed beside them.
INSERT INTO seal_key (one, recipient) VALUES (1, 'age1zwlyl6h27gzv0lfntr7fcqrjrzqazap8sy5zylkxwneh7llf0dksu37mwt');

INSERT INTO track_key (procedure_id, track, recipient, secret, layers)
VALUES ('00000000-0000-0000-0000-000001000001', 'social',
        'age1ejeckxd0hm6j9rc6z5vxyq0d2aj59gxkymvqde2u9x2l7ljqu4fswqgr5n', '', '[]');

INSERT INTO application_key (application_id, header, own, coded)
VALUES ('00000000-0000-0000-0000-000002000001', 'YWdl', 's1.AAAA', 0);
