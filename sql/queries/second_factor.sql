-- name: second_factor_get :one
SELECT sealed, confirmed_at IS NOT NULL, (SELECT COUNT(*) FROM recovery_code r WHERE r.account_id = f.account_id AND r.used_at IS NULL), confirmed_at
FROM second_factor f WHERE f.account_id = ?;

-- name: second_factor_on :many
SELECT 1 FROM second_factor WHERE account_id = ? AND confirmed_at IS NOT NULL;

-- name: second_factor_insert :exec
INSERT INTO second_factor (account_id, sealed, created_at) VALUES (?, ?, UTC_TIMESTAMP(6));

-- name: second_factor_confirm :exec
UPDATE second_factor SET confirmed_at = UTC_TIMESTAMP(6), last_step = ? WHERE account_id = ? AND confirmed_at IS NULL;

-- A code is taken once: of two at the same time, one changes the row.
-- name: second_factor_use :exec
UPDATE second_factor SET last_step = ? WHERE account_id = ? AND confirmed_at IS NOT NULL AND last_step < ?;

-- name: second_factor_delete :exec
DELETE FROM second_factor WHERE account_id = ?;

-- name: recovery_code_insert :exec
INSERT INTO recovery_code (account_id, code_hash) VALUES (?, ?);

-- name: recovery_code_use :exec
UPDATE recovery_code SET used_at = UTC_TIMESTAMP(6) WHERE account_id = ? AND code_hash = ? AND used_at IS NULL;

-- name: recovery_code_delete :exec
DELETE FROM recovery_code WHERE account_id = ?;

-- Does the organisation ask for a second factor, or one above it?
-- name: second_factor_asked :many
SELECT 1 FROM organisation_ancestor oa JOIN organisation o ON o.id = oa.ancestor_id WHERE oa.organisation_id = ? AND o.second_factor = 1 LIMIT 1;

-- Is it this organisation itself that asks, and which one above it?
-- name: second_factor_asked_by :many
SELECT o.id, o.name FROM organisation_ancestor oa JOIN organisation o ON o.id = oa.ancestor_id WHERE oa.organisation_id = ? AND o.second_factor = 1 ORDER BY oa.depth DESC LIMIT 1;

-- name: second_factor_own :one
SELECT second_factor, revision FROM organisation WHERE id = ?;

-- name: second_factor_ask :exec
UPDATE organisation SET second_factor = ?, revision = revision + 1 WHERE id = ? AND revision = ?;

-- People with a role in this very organisation: how many, and how many of them have a second factor. Counted up to a limit.
-- name: second_factor_people :one
SELECT COUNT(*), CAST(COALESCE(SUM(f.confirmed_at IS NOT NULL), 0) AS SIGNED)
FROM (SELECT DISTINCT account_id FROM role_assignment WHERE organisation_id = ? LIMIT 10000) p LEFT JOIN second_factor f ON f.account_id = p.account_id;
