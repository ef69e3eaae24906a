-- Numbers of the first page. Every second statement is the one for people who have roles for single issuers only: they see what is these issuers'.
-- Statements `_below` are for an organisation and all below it. They read counters, or what an index tells of each organisation by equality alone: a date
-- after a join is no range to the optimiser, so what asks for dates is for few awards only; of many, a job counts one organisation after the other.

-- name: dashboard_counts :one
SELECT EXISTS(SELECT 1 FROM issuer WHERE organisation_id = ? AND state = 'active'), EXISTS(SELECT 1 FROM graphic WHERE organisation_id = ? AND state = 'active'),
       COUNT(*), COALESCE(SUM(state = 'published'), 0), COALESCE(SUM(award_count), 0), EXISTS(SELECT 1 FROM assertion WHERE organisation_id = ?)
FROM badge_class WHERE organisation_id = ? AND state <> 'archived';

-- name: dashboard_counts_own :one
SELECT EXISTS(SELECT 1 FROM issuer i JOIN role_assignment r ON r.issuer_id = i.id AND r.account_id = ? WHERE i.organisation_id = ? AND i.state = 'active'),
       EXISTS(SELECT 1 FROM graphic WHERE organisation_id = ? AND state = 'active'), COUNT(*), COALESCE(SUM(b.state = 'published'), 0), COALESCE(SUM(b.award_count), 0),
       COALESCE(SUM(b.award_count) > 0, 0)
FROM badge_class b JOIN role_assignment ra ON ra.issuer_id = b.issuer_id AND ra.organisation_id = b.organisation_id AND ra.account_id = ?
WHERE b.organisation_id = ? AND b.state <> 'archived';

-- name: dashboard_counts_below :one
SELECT EXISTS(SELECT 1 FROM issuer WHERE organisation_id = ? AND state = 'active'), EXISTS(SELECT 1 FROM graphic WHERE organisation_id = ? AND state = 'active'),
       COALESCE(SUM(b.state <> 'archived'), 0), COALESCE(SUM(b.state = 'published'), 0), COALESCE(SUM(IF(b.state <> 'archived', b.award_count, 0)), 0),
       COALESCE(SUM(b.award_count) > 0, 0)
FROM organisation_ancestor oa STRAIGHT_JOIN badge_class b FORCE INDEX (by_organisation) ON b.organisation_id = oa.organisation_id WHERE oa.ancestor_id = ?;

-- Awards of one month, revoked ones too: they were issued.
-- name: dashboard_month :one
SELECT COUNT(*) FROM assertion WHERE organisation_id = ? AND state IN (0, 1) AND issued_on >= ? AND issued_on < ?;

-- name: dashboard_month_own :one
SELECT COUNT(*) FROM badge_class b JOIN role_assignment ra ON ra.issuer_id = b.issuer_id AND ra.organisation_id = b.organisation_id AND ra.account_id = ?
JOIN assertion a ON a.badge_class_id = b.id AND a.state IN (0, 1) AND a.issued_on >= ? AND a.issued_on < ?
WHERE b.organisation_id = ?;

-- name: dashboard_month_below :one
SELECT COUNT(*) FROM organisation_ancestor oa STRAIGHT_JOIN assertion a FORCE INDEX (by_organisation) ON a.organisation_id = oa.organisation_id
WHERE oa.ancestor_id = ? AND a.state IN (0, 1) AND a.issued_on >= ? AND a.issued_on < ?;

-- Those with something awarded, of an organisation and all below it.
-- name: dashboard_awarding :many
SELECT oa.organisation_id FROM organisation_ancestor oa STRAIGHT_JOIN badge_class b FORCE INDEX (by_organisation) ON b.organisation_id = oa.organisation_id
WHERE oa.ancestor_id = ? GROUP BY oa.organisation_id HAVING SUM(b.award_count) > 0;

-- The same, issuer by issuer.
-- name: dashboard_month_issuers :many
SELECT b.issuer_id, COUNT(*) FROM badge_class b JOIN assertion a ON a.badge_class_id = b.id AND a.state IN (0, 1) AND a.issued_on >= ? AND a.issued_on < ?
WHERE b.organisation_id = ? GROUP BY b.issuer_id;

-- name: dashboard_expiring :one
SELECT COUNT(*) FROM (SELECT 1 FROM assertion WHERE organisation_id = ? AND expires_on >= ? AND expires_on < ? AND state = 0 LIMIT 10001) x;

-- name: dashboard_expiring_own :one
SELECT COUNT(*) FROM (SELECT 1 FROM badge_class b JOIN role_assignment ra ON ra.issuer_id = b.issuer_id AND ra.organisation_id = b.organisation_id AND ra.account_id = ?
  JOIN assertion a ON a.badge_class_id = b.id AND a.expires_on >= ? AND a.expires_on < ? AND a.state = 0 WHERE b.organisation_id = ? LIMIT 10001) x;

-- name: dashboard_expiring_below :one
SELECT COUNT(*) FROM (SELECT 1 FROM organisation_ancestor oa STRAIGHT_JOIN assertion a FORCE INDEX (by_expiry) ON a.organisation_id = oa.organisation_id
  WHERE oa.ancestor_id = ? AND a.state = 0 AND a.expires_on >= ? AND a.expires_on < ? LIMIT 10001) x;

-- name: dashboard_mails_failed :one
SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE organisation_id = ? AND state = 'given_up' LIMIT 10001) x;

-- name: dashboard_mails_failed_below :one
SELECT COUNT(*) FROM (SELECT 1 FROM organisation_ancestor oa STRAIGHT_JOIN outbox m FORCE INDEX (by_organisation) ON m.organisation_id = oa.organisation_id
  WHERE oa.ancestor_id = ? AND m.state = 'given_up' LIMIT 10001) x;

-- part: columns
t.public_id, t.name, t.state, t.ready_count, t.issued_count + t.skipped_late_count, t.row_count, t.checked_count

-- part: recent
(SELECT id FROM batch WHERE organisation_id = ? ORDER BY id DESC LIMIT 200) recent JOIN batch t ON t.id = recent.id

-- The newest batches that are not over, looked for among the last two hundred.
-- name: dashboard_batches :many
SELECT @columns@
FROM @recent@
WHERE t.state NOT IN ('issued', 'cancelled') ORDER BY t.id DESC LIMIT 6;

-- name: dashboard_batches_own :many
SELECT @columns@
FROM @recent@
JOIN badge_class b ON b.id = t.badge_class_id JOIN role_assignment ra ON ra.issuer_id = b.issuer_id AND ra.organisation_id = b.organisation_id AND ra.account_id = ?
WHERE t.state NOT IN ('issued', 'cancelled') ORDER BY t.id DESC LIMIT 6;

-- part: month
month, issued, counted_at, counted_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY, counted_at < UTC_TIMESTAMP(6) - INTERVAL 5 MINUTE

-- name: issued_month_read :many
SELECT @month@, 0 FROM issued_month WHERE organisation_id = ? AND month >= ? ORDER BY month;

-- name: issued_month_below_read :many
SELECT @month@, expiring FROM issued_month_below WHERE organisation_id = ? AND month >= ? ORDER BY month;

-- name: issued_month_read_own :many
SELECT m.month, (SELECT COALESCE(SUM(s.issued), 0) FROM role_assignment ra JOIN issued_month_of_issuer s
    ON s.organisation_id = m.organisation_id AND s.month = m.month AND s.issuer_id = ra.issuer_id WHERE ra.account_id = ? AND ra.organisation_id = m.organisation_id),
  m.counted_at, m.counted_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY, m.counted_at < UTC_TIMESTAMP(6) - INTERVAL 5 MINUTE, 0
FROM issued_month m WHERE m.organisation_id = ? AND m.month >= ? ORDER BY m.month;

-- name: issued_month_put :exec
INSERT INTO issued_month (organisation_id, month, issued, counted_at) VALUES (?, ?, ?, UTC_TIMESTAMP(6))
ON DUPLICATE KEY UPDATE issued = VALUES(issued), counted_at = UTC_TIMESTAMP(6);

-- name: issued_month_split :bulk
INSERT INTO issued_month_of_issuer (organisation_id, month, issuer_id, issued) VALUES (?, ?, ?, ?);

-- name: issued_month_unsplit :exec
DELETE FROM issued_month_of_issuer WHERE organisation_id = ? AND month = ?;

-- name: issued_month_forget :exec
DELETE FROM issued_month WHERE organisation_id = ? AND month < ?;

-- name: issued_month_forget_split :exec
DELETE FROM issued_month_of_issuer WHERE organisation_id = ? AND month < ?;

-- name: issued_month_below_put :exec
INSERT INTO issued_month_below (organisation_id, month, issued, expiring, counted_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6))
ON DUPLICATE KEY UPDATE issued = VALUES(issued), expiring = VALUES(expiring), counted_at = UTC_TIMESTAMP(6);

-- name: issued_month_below_forget :exec
DELETE FROM issued_month_below WHERE organisation_id = ? AND month < ?;
