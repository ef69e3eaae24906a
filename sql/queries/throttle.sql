-- name: throttle_ask :many
SELECT CAST(GREATEST(0, TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), blocked_until)) AS SIGNED) FROM throttle WHERE key_hash = ? AND blocked_until > UTC_TIMESTAMP(6);

-- name: throttle_count :exec
INSERT INTO throttle (key_hash, failures, window_at, blocked_until) VALUES (?, 1, UTC_TIMESTAMP(6), NULL)
ON DUPLICATE KEY UPDATE
  failures = IF(window_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND, 1, failures + 1),
  window_at = IF(failures = 1, UTC_TIMESTAMP(6), window_at),
  blocked_until = IF(failures > ?, UTC_TIMESTAMP(6) + INTERVAL ? SECOND, NULL);

-- name: throttle_refund :exec
UPDATE throttle SET failures = failures - 1 WHERE key_hash = ? AND failures > 0;

-- name: throttle_forget :exec
DELETE FROM throttle WHERE key_hash = ?;

-- name: throttle_delete_old :exec
DELETE FROM throttle WHERE window_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY LIMIT 1000;
