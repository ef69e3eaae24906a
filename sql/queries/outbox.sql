-- name: outbox_put :exec
INSERT INTO outbox (organisation_id, kind, job_key, assertion_id, batch_id, address, payload_json, state, due_at, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
ON DUPLICATE KEY UPDATE id = id;

-- name: outbox_due :many
SELECT id FROM outbox WHERE state = ? AND due_at <= UTC_TIMESTAMP(6) ORDER BY due_at LIMIT 20 FOR UPDATE SKIP LOCKED;

-- name: outbox_claim :exec
UPDATE outbox SET state = 'claimed', attempts = attempts + 1, lease_owner = ?, lease_until = UTC_TIMESTAMP(6) + INTERVAL 180 SECOND,
  due_at = UTC_TIMESTAMP(6) + INTERVAL 180 SECOND WHERE id = ?;

-- name: outbox_load :one
SELECT id, organisation_id, kind, job_key, COALESCE(assertion_id, 0), address, payload_json, attempts, created_at FROM outbox WHERE id = ? AND lease_owner = ? AND state = 'claimed';

-- name: outbox_done :exec
UPDATE outbox SET state = 'done', done_at = UTC_TIMESTAMP(6), lease_owner = NULL, last_error = NULL, payload_json = NULL WHERE id = ? AND lease_owner = ?;

-- name: outbox_retry :exec
UPDATE outbox SET state = ?, lease_owner = NULL, lease_until = NULL, last_error = ?, due_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND WHERE id = ? AND lease_owner = ?;

-- name: outbox_release :exec
UPDATE outbox SET state = 'waiting', attempts = attempts - 1, lease_owner = NULL, lease_until = NULL, due_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND
WHERE id = ? AND lease_owner = ?;

-- name: outbox_cancel :exec
UPDATE outbox SET state = 'cancelled', lease_owner = NULL, last_error = ? WHERE id = ? AND lease_owner = ?;
