-- Who works with the records. A device acts in the roles that the committee gave it.

INSERT INTO zhibu_role (name, title) VALUES
    ('uni_org', '校党委组织部'),
    ('uni_leader', '校领导'),
    ('col_sec', '学院党组织书记'),
    ('col_org', '组织员'),
    ('br_sec', '支部书记'),
    ('member', '党员'),
    ('auditor', '审计(只读)');
