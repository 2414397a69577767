INSERT INTO college (id, short_name, status) VALUES ('007', '人文学院', 'active'),
    ('012', '商学院', 'active');
INSERT INTO branch (id, scope_id, college_id, name, status) VALUES
    ('b', 'college:007', '007', '历史08级学生党支部', 'active'),
    ('c', 'college:007', '007', '历史09级学生党支部', 'active');
INSERT INTO person (id, scope_id, name, birth_date, person_kind, staff_student_no) VALUES
    ('p', 'college:007', '张三', '1990-03-07', 'undergrad', '0912040135'),
    ('q', 'college:007', '李四', '1990-03-08', 'undergrad', '0912040136');
