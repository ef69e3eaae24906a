-- Badges that people brought from elsewhere. Every statement but that of the public page carries the account.

-- part: columns
b.id, b.public_id, b.source_url, b.file_name, b.outcome, b.is_mine, b.verdict_json, b.checked_at, b.name, b.issuer_name, b.issued_on, b.expires_on, b.png IS NOT NULL, b.created_at, b.revision

-- name: imported_of_account :many
SELECT @columns@ FROM imported_badge b WHERE b.account_id = ? ORDER BY b.id DESC LIMIT ?;

-- name: imported_get :one
SELECT @columns@ FROM imported_badge b WHERE b.id = ? AND b.account_id = ?;

-- name: imported_of_collection :many
SELECT @columns@ FROM collection c JOIN collection_item i ON i.collection_id = c.id JOIN imported_badge b ON b.id = i.imported_badge_id AND b.account_id = c.account_id WHERE c.id = ?;

-- name: imported_scope :one
SELECT id FROM imported_badge WHERE public_id = ? AND account_id = ?;

-- name: imported_same :many
SELECT public_id FROM imported_badge WHERE account_id = ? AND sha256 = ?;

-- name: imported_count :one
SELECT COUNT(*) FROM imported_badge WHERE account_id = ?;

-- name: imported_data :one
SELECT data FROM imported_badge WHERE id = ? AND account_id = ?;

-- name: imported_png :one
SELECT png FROM imported_badge WHERE id = ? AND account_id = ? AND png IS NOT NULL;

-- The picture of one in a collection that others may see.
-- name: imported_png_public :one
SELECT b.png FROM collection c JOIN imported_badge b ON b.account_id = c.account_id JOIN collection_item i ON i.collection_id = c.id AND i.imported_badge_id = b.id
WHERE c.public_id = ? AND c.audience <> 'private' AND b.public_id = ? AND b.outcome IN ('valid', 'expired') AND b.is_mine = 1 AND b.png IS NOT NULL;

-- name: imported_insert :exec
INSERT INTO imported_badge (public_id, account_id, source_url, file_name, data, sha256, outcome, is_mine, verdict_json, checked_at, name, issuer_name, issued_on, expires_on, png, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, UTC_TIMESTAMP(6));

-- What the check could not see stays as it was known.
-- name: imported_checked :exec
UPDATE imported_badge SET outcome = ?, is_mine = COALESCE(?, is_mine), verdict_json = ?, checked_at = UTC_TIMESTAMP(6), name = COALESCE(?, name),
  issuer_name = COALESCE(?, issuer_name), issued_on = COALESCE(?, issued_on), expires_on = COALESCE(?, expires_on), revision = revision + 1
WHERE id = ? AND account_id = ?;

-- Another edition of the same credential: it counts as brought anew.
-- name: imported_replace :exec
UPDATE imported_badge SET data = ?, created_at = UTC_TIMESTAMP(6) WHERE id = ? AND account_id = ?;

-- name: imported_delete :exec
DELETE FROM imported_badge WHERE id = ? AND account_id = ?;

-- name: imported_delete_all :exec
DELETE FROM imported_badge WHERE account_id = ?;
