-- name: account_picture_get :many
SELECT png, sha256 FROM account_picture WHERE account_id = ?;

-- name: account_picture_mark :many
SELECT sha256 FROM account_picture WHERE account_id = ?;

-- name: account_picture_set :exec
INSERT INTO account_picture (account_id, png, sha256, updated_at) VALUES (?, ?, ?, UTC_TIMESTAMP(6))
ON DUPLICATE KEY UPDATE png = VALUES(png), sha256 = VALUES(sha256), updated_at = VALUES(updated_at);

-- name: account_picture_delete :exec
DELETE FROM account_picture WHERE account_id = ?;
