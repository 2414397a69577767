-- id: R24
-- title: 发展党员工作进度表
-- title-en: Admission of new members
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: stage | 阶段（空为全部） | stage (empty: all) | | = dev_stage
-- column: 姓名 | Name | left
-- column: 支部 | Branch | left
-- column: 阶段 | Stage | left
-- column: 当前步骤 | Last step | left
-- column: 步骤日期 | On | left
-- column: 下一步期限 | Next due | left
-- column: 逾期天数 | Days overdue | right
-- column: 推优 | League | center
-- column: 预审 | Pre-review | center
-- column: 答辩 | Defence | center
-- column: 公示 | Notice | center
-- column: 票决 | Ballot | center
-- repeated: 2
--
-- Cases that are under way, the longest overdue first. The last step is the highest that was done;
-- the next deadline is the earliest of a step not done yet. A mark says that a recommendation, pre-
-- review, defence, notice or ballot is recorded and did not fail.

WITH
step AS (
    SELECT s.* FROM dev_step s WHERE s.archived_at IS NULL AND (s.created_at IS NULL OR s.created_at < :as_at || '~')
),
last AS (
    SELECT case_id, step, done_on FROM (
        SELECT case_id, step, done_on, row_number() OVER (PARTITION BY case_id ORDER BY step DESC,
            done_on DESC) AS place
        FROM step WHERE done_on IS NOT NULL)
    WHERE place = 1
),
next AS (SELECT case_id, min(due_on) AS due_on FROM step WHERE done_on IS NULL AND due_on IS NOT NULL GROUP BY case_id),
reviewed AS (
    SELECT DISTINCT case_id FROM step WHERE step = '13' AND done_on IS NOT NULL AND COALESCE(result, 'pass') = 'pass'
),
league AS (SELECT DISTINCT l.case_id FROM league_recommend l WHERE l.recommended = 1 AND l.archived_at IS NULL
    AND (l.created_at IS NULL OR l.created_at < :as_at || '~')),
vote AS (
    SELECT v.case_id, max(v.kind = 'defence') AS defended, max(v.kind IN ('admit', 'regular')
        AND v.passed = 1) AS balloted
    FROM dev_vote v WHERE COALESCE(v.passed, 1) = 1 AND v.archived_at IS NULL
        AND (v.created_at IS NULL OR v.created_at < :as_at || '~')
    GROUP BY v.case_id
),
notice AS (SELECT DISTINCT n.case_id FROM dev_notice n WHERE COALESCE(n.result, 'pass') = 'pass'
    AND n.archived_at IS NULL AND (n.created_at IS NULL OR n.created_at < :as_at || '~')),
line AS (
    SELECT d.id, q.name, b.name AS branch, g.zh AS stage, k.zh AS step, l.done_on, n.due_on,
        CASE WHEN n.due_on < substr(:as_at, 1, 10) THEN CAST(julianday(substr(:as_at, 1,
            10)) - julianday(n.due_on) AS INTEGER) END AS days,
        a.case_id IS NOT NULL AS league, r.case_id IS NOT NULL AS reviewed, COALESCE(v.defended, 0) AS defended,
        o.case_id IS NOT NULL AS noticed, COALESCE(v.balloted, 0) AS balloted,
        c.sort_no AS s1, c.id AS college_id, b.sort_no AS s2, b.code AS s3, q.name_pinyin
    FROM dev_case d
    LEFT JOIN person q ON q.id = d.person_id
    LEFT JOIN branch b ON b.id = d.branch_id
    LEFT JOIN college c ON c.id = b.college_id
    LEFT JOIN last l ON l.case_id = d.id
    LEFT JOIN next n ON n.case_id = d.id
    LEFT JOIN league a ON a.case_id = d.id
    LEFT JOIN reviewed r ON r.case_id = d.id
    LEFT JOIN vote v ON v.case_id = d.id
    LEFT JOIN notice o ON o.case_id = d.id
    LEFT JOIN zhibu_code g ON g.list = 'dev_stage' AND g.code = d.stage
    LEFT JOIN zhibu_code k ON k.list = 'dev_step' AND k.code = l.step
    WHERE COALESCE(d.status, 'active') IN ('active', 'paused') AND d.archived_at IS NULL
        AND (d.created_at IS NULL OR d.created_at < :as_at || '~')
      AND (:college = '' OR b.college_id = :college) AND (:stage = '' OR d.stage = :stage)
)
SELECT 0 AS is_total, COALESCE(name, '（外单位人员）'), branch, stage, step, done_on, due_on, days,
    CASE WHEN league THEN '✓' END, CASE WHEN reviewed THEN '✓' END, CASE WHEN defended THEN '✓' END, CASE
        WHEN noticed THEN '✓' END,
    CASE WHEN balloted THEN '✓' END
FROM line
ORDER BY COALESCE(days, 0) DESC, s1, college_id, s2, s3, name_pinyin, name, id;
