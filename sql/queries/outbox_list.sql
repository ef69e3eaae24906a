-- The page of messages, and the mails of one award.

-- part: columns
o.id, o.job_key, o.kind, o.address, o.state, o.attempts, o.due_at, COALESCE(o.last_error, ''), o.created_at, o.done_at, COALESCE(a.public_id, ''),
COALESCE(a.recipient_name, ''), COALESCE(v.name, ''), COALESCE(t.public_id, ''), COALESCE(t.name, '')
-- part: joins
LEFT JOIN assertion a ON a.id = o.assertion_id LEFT JOIN badge_class b ON b.id = a.badge_class_id LEFT JOIN badge_class_version v ON v.id = a.badge_class_version_id
LEFT JOIN batch t ON t.id = o.batch_id
-- Whole organisation? else the account must hold a role that may issue on the badge's issuer.
-- part: visible
(? = 1 OR EXISTS (SELECT 1 FROM role_assignment ra JOIN role r ON r.id = ra.role_id
  JOIN organisation_ancestor oa ON oa.ancestor_id = ra.organisation_id AND oa.organisation_id = b.organisation_id
  WHERE ra.account_id = ? AND ra.issuer_id = b.issuer_id AND ra.group_id = 0 AND r.permissions & ? <> 0))

-- name: outbox_list_{down,up} :many
SELECT STRAIGHT_JOIN @columns@ FROM outbox o FORCE INDEX (by_organisation) @joins@
WHERE o.organisation_id = ? AND o.state = ? AND (? IS NULL OR o.id {<,>} ?) AND @visible@ ORDER BY o.id {DESC,ASC} LIMIT ?;

-- name: outbox_list_batch_{down,up} :many
SELECT STRAIGHT_JOIN @columns@ FROM outbox o FORCE INDEX (by_batch) @joins@
WHERE o.batch_id = ? AND o.state = ? AND (? IS NULL OR o.id {<,>} ?) AND @visible@ ORDER BY o.id {DESC,ASC} LIMIT ?;

-- name: outbox_list_address_{down,up} :many
SELECT STRAIGHT_JOIN @columns@ FROM outbox o FORCE INDEX (by_address) @joins@
WHERE o.organisation_id = ? AND o.address LIKE ? AND (? IS NULL OR o.address {>,<} ? OR (o.address = ? AND o.id {>,<} ?))
AND (? IS NULL OR o.state IN (?, ?)) AND (? IS NULL OR o.batch_id = ?) AND @visible@ ORDER BY o.address {ASC,DESC}, o.id {ASC,DESC} LIMIT ?;

-- name: outbox_list_cursor :many
SELECT id, address FROM outbox WHERE job_key = ? AND organisation_id = ?;

-- name: outbox_list_of :many
SELECT @columns@ FROM outbox o @joins@ WHERE o.assertion_id = ? AND o.organisation_id = ? AND @visible@ ORDER BY o.id DESC LIMIT 20;

-- name: outbox_list_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM outbox FORCE INDEX (by_organisation) WHERE organisation_id = ? AND state = ? LIMIT 10001) c;

-- name: outbox_list_batch_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM outbox FORCE INDEX (by_batch) WHERE batch_id = ? AND state = ? LIMIT 10001) c;

-- What waits for this award is due now; and how many mails it has had.
-- name: outbox_hurry :exec
UPDATE outbox SET due_at = IF(state = 'waiting', UTC_TIMESTAMP(6), due_at) WHERE assertion_id = ? AND state IN ('waiting', 'claimed');

-- name: outbox_of_assertion :one
SELECT COUNT(*), COALESCE(SUM(state IN ('waiting', 'claimed')), 0) FROM outbox WHERE assertion_id = ?;

-- name: outbox_again :exec
UPDATE outbox SET state = 'waiting', attempts = 0, due_at = UTC_TIMESTAMP(6), done_at = NULL WHERE id = ? AND organisation_id = ? AND state IN ('given_up', 'cancelled');

-- name: outbox_stop :exec
UPDATE outbox SET state = 'cancelled', last_error = ? WHERE id = ? AND organisation_id = ? AND state = 'waiting';

-- name: outbox_state :one
SELECT o.state, COALESCE(o.assertion_id, 0), COALESCE(a.state, 0) FROM outbox o LEFT JOIN assertion a ON a.id = o.assertion_id WHERE o.id = ? AND o.organisation_id = ? FOR UPDATE;

-- Some of those in a state (and batch, and address): for acts on all that match.
-- name: outbox_some :many
SELECT STRAIGHT_JOIN o.id FROM outbox o FORCE INDEX (by_organisation) LEFT JOIN assertion a ON a.id = o.assertion_id LEFT JOIN badge_class b ON b.id = a.badge_class_id
WHERE o.organisation_id = ? AND o.state = ? AND o.id > ? AND (? IS NULL OR o.batch_id = ?) AND (? IS NULL OR o.address LIKE ?) AND @visible@
ORDER BY o.id LIMIT 500;
