-- Who sees what is private (conventions.md §8, §9). A private column has a class, which stands behind it in its table's
-- file. What no line gives to a role it sees masked.
--   plain   as it stands
--   asked   whole where somebody asks for it and says what for, which is recorded; else masked
-- With `exports` it may leave in a file too, asked for in the same way.
CREATE VIEW v_sight (class, role, sight, exports) AS VALUES
    ('identity', 'uni_org', 'asked', 1), ('identity', 'col_sec', 'asked', 1), ('identity', 'col_org', 'asked', 0),
    ('contact', 'uni_org', 'asked', 1), ('contact', 'col_sec', 'asked', 1), ('contact', 'col_org', 'asked', 0),
    ('contact', 'br_sec', 'asked', 0),
    ('home', 'uni_org', 'asked', 1), ('home', 'col_sec', 'asked', 1), ('home', 'col_org', 'asked', 0),
    ('birth', 'uni_org', 'plain', 1), ('birth', 'col_sec', 'plain', 1), ('birth', 'col_org', 'plain', 0),
    ('birth', 'br_sec', 'plain', 0),
    -- Family, health, hardship and who was given how much.
    ('hardship', 'uni_org', 'asked', 1), ('hardship', 'col_sec', 'asked', 1),
    -- Political review, discipline, talks, what was said of a member.
    ('review', 'uni_org', 'asked', 0), ('review', 'col_sec', 'asked', 0),
    ('dues', 'uni_org', 'plain', 1), ('dues', 'col_sec', 'plain', 1), ('dues', 'col_org', 'plain', 0),
    ('dues', 'br_sec', 'plain', 0),
    ('absence', 'uni_org', 'plain', 1), ('absence', 'col_sec', 'plain', 1), ('absence', 'col_org', 'plain', 0),
    ('absence', 'br_sec', 'plain', 0),
    ('author', 'uni_org', 'plain', 0),
    ('petition', 'uni_org', 'plain', 0), ('petition', 'uni_leader', 'plain', 0),
    ('cadre', 'uni_org', 'plain', 0), ('cadre', 'uni_leader', 'plain', 0);
