-- A role that ships with the product.
-- name: role_builtin :one
SELECT id FROM role WHERE organisation_id = 0 AND name = ?;

-- name: role_assign :exec
INSERT INTO role_assignment (account_id, organisation_id, issuer_id, group_id, role_id, created_at) VALUES (?, ?, 0, 0, ?, UTC_TIMESTAMP(6));
