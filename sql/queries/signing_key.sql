-- part: columns
k.id, k.public_id, k.organisation_id, k.issuer_id, k.kind, k.public_key, k.created_at, k.retired_at, k.created_by

-- name: signing_key_present :one
SELECT @columns@, '', k.sealed_secret
FROM signing_key k WHERE k.issuer_id = ? AND k.kind = ? AND k.present = 1;

-- name: signing_key_present_id :one
SELECT id FROM signing_key WHERE issuer_id = ? AND kind = ? AND present = 1;

-- name: signing_key_by_public_id :one
SELECT @columns@, '', ''
FROM signing_key k WHERE k.public_id = ?;

-- name: signing_key_of_issuer :many
SELECT @columns@, COALESCE(a.name, ''), ''
FROM signing_key k FORCE INDEX (by_issuer) LEFT JOIN account a ON a.id = k.created_by WHERE k.issuer_id = ? ORDER BY k.id DESC LIMIT 1000;

-- name: signing_key_insert :exec
INSERT INTO signing_key (public_id, organisation_id, issuer_id, kind, present, public_key, sealed_secret, created_at, created_by)
VALUES (?, ?, ?, ?, 1, ?, ?, UTC_TIMESTAMP(6), ?);

-- name: signing_key_retire :exec
UPDATE signing_key SET present = NULL, sealed_secret = '', retired_at = UTC_TIMESTAMP(6) WHERE issuer_id = ? AND kind = ? AND public_id = ? AND present = 1;

-- name: signing_key_sealed_one :one
-- scan: one row, any
SELECT @columns@, '', k.sealed_secret
FROM signing_key k WHERE k.present = 1 ORDER BY k.id LIMIT 1;
