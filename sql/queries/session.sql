-- name: session_load :one
SELECT s.account_id, a.public_id, a.email, a.name, s.organisation_id, o.public_id, o.name, o.slug,
       s.seen_at < UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE, a.language, a.time_zone, EXISTS (SELECT 1 FROM second_factor f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL),
       (SELECT LOWER(HEX(LEFT(p.sha256, 8))) FROM account_picture p WHERE p.account_id = a.id)
FROM session s JOIN account a ON a.id = s.account_id LEFT JOIN organisation o ON o.id = s.organisation_id
WHERE s.token_hash = ? AND s.awaits = 0 AND s.expires_at > UTC_TIMESTAMP(6) AND s.seen_at > UTC_TIMESTAMP(6) - INTERVAL ? MINUTE AND a.state = 'verified';

-- name: session_insert :exec
INSERT INTO session (token_hash, account_id, organisation_id, awaits, created_at, seen_at, expires_at, address, user_agent)
VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? MINUTE, ?, ?);

-- A session whose first factor was given.
-- name: session_awaiting :many
SELECT s.account_id FROM session s JOIN account a ON a.id = s.account_id WHERE s.token_hash = ? AND s.awaits = 1 AND s.expires_at > UTC_TIMESTAMP(6) AND a.state = 'verified';

-- name: session_touch :exec
UPDATE session SET seen_at = UTC_TIMESTAMP(6) WHERE token_hash = ?;

-- The organisation that a session showed, over or not.
-- name: session_organisation :many
SELECT organisation_id FROM session WHERE token_hash = ? AND account_id = ?;

-- name: session_set_organisation :exec
UPDATE session SET organisation_id = ? WHERE token_hash = ?;

-- name: session_of_account :many
SELECT token_hash, created_at, seen_at, address, user_agent FROM session
WHERE account_id = ? AND awaits = 0 AND expires_at > UTC_TIMESTAMP(6) AND seen_at > UTC_TIMESTAMP(6) - INTERVAL ? MINUTE ORDER BY seen_at DESC LIMIT 100;

-- name: session_delete :exec
DELETE FROM session WHERE token_hash = ?;

-- name: session_delete_of_account :exec
DELETE FROM session WHERE token_hash = ? AND account_id = ?;

-- name: session_delete_account :exec
DELETE FROM session WHERE account_id = ?;

-- name: session_delete_expired :exec
DELETE FROM session WHERE expires_at < UTC_TIMESTAMP(6) LIMIT 1000;
