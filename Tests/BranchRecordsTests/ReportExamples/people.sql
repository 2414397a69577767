-- Two colleges, two people, six branches: one dissolved, one archived.
INSERT INTO college (id, short_name, sort_no) VALUES ('012', '商学院', 2), ('007', '人文学院', 1);
INSERT INTO person (id, name) VALUES ('p', '李强'), ('q', '王芳');
INSERT INTO branch (id, college_id, code, name, kind, status, sort_no, archived_at) VALUES
    ('b1', '007', '007001', '一支部', 'staff', 'active', 1, NULL),
    ('b2', '007', '007002', '二支部', 'undergrad', 'active', 2, NULL),
    ('b3', '007', '007003', '三支部', 'undergrad', 'active', 3, NULL),
    ('b4', '007', '007004', '四支部', NULL, 'active', 4, NULL),
    ('b5', '007', '007005', '五支部', 'staff', 'dissolved', 5, NULL),
    ('b6', '007', '007006', '六支部', 'staff', 'active', 6, '2012-01-01T00:00:00+08:00');
