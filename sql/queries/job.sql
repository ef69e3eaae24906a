-- name: job_put :exec
INSERT INTO job (kind, subject_id, state, due_at, created_at) VALUES (?, ?, 'waiting', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
ON DUPLICATE KEY UPDATE due_at = IF(state = 'failed', UTC_TIMESTAMP(6), LEAST(due_at, UTC_TIMESTAMP(6) + INTERVAL 60 SECOND)), attempts = IF(state = 'failed', 0, attempts), state = IF(state = 'failed', 'waiting', state);

-- name: job_drop :exec
DELETE FROM job WHERE kind = ? AND subject_id = ?;

-- name: job_due :many
SELECT id, kind, subject_id, attempts FROM job WHERE state = ? AND due_at <= UTC_TIMESTAMP(6) ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: job_claim :exec
UPDATE job SET state = 'claimed', attempts = attempts + 1, lease_owner = ?, lease_until = UTC_TIMESTAMP(6) + INTERVAL 60 SECOND,
  due_at = UTC_TIMESTAMP(6) + INTERVAL 60 SECOND WHERE id = ?;

-- name: job_extend :exec
UPDATE job SET lease_until = UTC_TIMESTAMP(6) + INTERVAL 60 SECOND, due_at = UTC_TIMESTAMP(6) + INTERVAL 60 SECOND
WHERE id = ? AND lease_owner = ? AND state = 'claimed';

-- name: job_done :exec
DELETE FROM job WHERE id = ? AND lease_owner = ?;

-- name: job_again :exec
UPDATE job SET state = 'waiting', attempts = 0, lease_owner = NULL, lease_until = NULL, last_error = NULL,
  due_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND WHERE id = ? AND lease_owner = ?;

-- name: job_retry :exec
UPDATE job SET state = ?, attempts = attempts - ?, lease_owner = NULL, lease_until = NULL, last_error = ?, due_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND
WHERE id = ? AND lease_owner = ?;
