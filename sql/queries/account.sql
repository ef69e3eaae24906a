-- name: account_by_email :one
SELECT id, public_id, email, name, password_hash, state, password_at FROM account WHERE email = ?;

-- name: account_by_id :one
SELECT id, public_id, email, name, password_hash, state, password_at FROM account WHERE id = ?;

-- name: account_any :many
-- scan: stops at the first row
SELECT id FROM account LIMIT 1;

-- name: account_insert :exec
INSERT INTO account (public_id, email, name, password_hash, state, created_at, password_at)
VALUES (?, ?, ?, ?, 'verified', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6));

-- name: account_set_password :exec
UPDATE account SET password_hash = ?, password_at = UTC_TIMESTAMP(6), state = 'verified', revision = revision + 1
WHERE id = ? AND state IN ('invited', 'verified');

-- The same password, hashed anew with dearer parameters: only while it is still the same.
-- name: account_rehash :exec
UPDATE account SET password_hash = ? WHERE id = ? AND password_hash = ?;
