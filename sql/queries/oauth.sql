-- Connected applications: clients, what people allowed them, codes and tokens.

-- name: oauth_client_insert :exec
INSERT INTO oauth_client (public_id, secret_hash, name, scopes, metadata_json, address, created_at, used_at)
VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6));

-- name: oauth_client_load :one
SELECT id, public_id, secret_hash, name, scopes, metadata_json FROM oauth_client WHERE public_id = ?;

-- Each person that is asked keeps a client alive; once a day is enough to know that.
-- name: oauth_client_touch :exec
UPDATE oauth_client SET used_at = UTC_TIMESTAMP(6) WHERE id = ? AND used_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY;

-- Nobody was asked for 90 days, and nobody allows it anything.
-- name: oauth_client_delete_idle :exec
DELETE FROM oauth_client WHERE used_at < UTC_TIMESTAMP(6) - INTERVAL 90 DAY AND NOT EXISTS (SELECT 1 FROM oauth_grant g WHERE g.client_id = oauth_client.id) LIMIT 1000;

-- name: oauth_code_insert :exec
INSERT INTO oauth_code (code_hash, account_id, client_id, scopes, redirect_uri, challenge, created_at, expires_at)
VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND);

-- Held until the end of the transaction: of two that show it at once, the second sees that it was used.
-- name: oauth_code_lock :one
SELECT c.account_id, c.client_id, c.grant_id, c.scopes, c.redirect_uri, c.challenge, c.used_at IS NOT NULL, c.expires_at > UTC_TIMESTAMP(6), a.state = 'verified'
FROM oauth_code c JOIN account a ON a.id = c.account_id WHERE c.code_hash = ? FOR UPDATE;

-- name: oauth_code_use :exec
UPDATE oauth_code SET used_at = UTC_TIMESTAMP(6), grant_id = ? WHERE code_hash = ? AND used_at IS NULL;

-- name: oauth_code_delete_of :exec
DELETE FROM oauth_code WHERE account_id = ? AND client_id = ?;

-- name: oauth_code_delete_old :exec
DELETE FROM oauth_code WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY LIMIT 1000;

-- name: oauth_grant_insert :exec
INSERT INTO oauth_grant (account_id, client_id, scopes, created_at, used_at, ends_at)
VALUES (?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND);

-- name: oauth_grant_touch :exec
UPDATE oauth_grant SET used_at = UTC_TIMESTAMP(6), ends_at = GREATEST(ends_at, UTC_TIMESTAMP(6) + INTERVAL ? SECOND) WHERE id = ?;

-- name: oauth_grant_delete :exec
DELETE FROM oauth_grant WHERE id = ?;

-- name: oauth_grant_delete_over :exec
DELETE FROM oauth_grant WHERE ends_at < UTC_TIMESTAMP(6) LIMIT 1000;

-- name: oauth_grant_of_client :many
SELECT id FROM oauth_grant WHERE account_id = ? AND client_id = ? ORDER BY id DESC LIMIT 200;

-- What a person connected, application by application, the one used last first.
-- name: oauth_grant_applications :many
SELECT c.id, c.public_id, c.name, c.metadata_json, CAST(BIT_OR(g.scopes) AS SIGNED), MIN(g.created_at), MAX(g.used_at)
FROM oauth_grant g JOIN oauth_client c ON c.id = g.client_id
WHERE g.account_id = ? AND g.ends_at > UTC_TIMESTAMP(6) GROUP BY c.id ORDER BY MAX(g.used_at) DESC LIMIT 200;

-- name: oauth_token_insert :exec
INSERT INTO oauth_token (token_hash, grant_id, kind, scopes, created_at, expires_at)
VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND);

-- name: oauth_token_access :one
SELECT t.grant_id, t.scopes, g.account_id, g.client_id, a.public_id, a.email, a.name, g.used_at < UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE
FROM oauth_token t JOIN oauth_grant g ON g.id = t.grant_id JOIN account a ON a.id = g.account_id
WHERE t.token_hash = ? AND t.kind = 0 AND t.expires_at > UTC_TIMESTAMP(6) AND a.state = 'verified';

-- name: oauth_token_lock :one
SELECT t.grant_id, t.kind, g.scopes, g.account_id, g.client_id, t.used_at IS NOT NULL, t.expires_at > UTC_TIMESTAMP(6), a.state = 'verified'
FROM oauth_token t JOIN oauth_grant g ON g.id = t.grant_id JOIN account a ON a.id = g.account_id WHERE t.token_hash = ? FOR UPDATE;

-- name: oauth_token_use :exec
UPDATE oauth_token SET used_at = UTC_TIMESTAMP(6) WHERE token_hash = ? AND used_at IS NULL;

-- name: oauth_token_delete :exec
DELETE FROM oauth_token WHERE token_hash = ?;

-- name: oauth_token_delete_of :exec
DELETE FROM oauth_token WHERE grant_id = ?;

-- name: oauth_token_delete_over :exec
DELETE FROM oauth_token WHERE expires_at < UTC_TIMESTAMP(6) LIMIT 1000;

-- name: account_profile_load :many
SELECT profile_json FROM account_profile WHERE account_id = ?;

-- name: account_profile_put :exec
INSERT INTO account_profile (account_id, profile_json, updated_at) VALUES (?, ?, UTC_TIMESTAMP(6))
ON DUPLICATE KEY UPDATE profile_json = VALUES(profile_json), updated_at = VALUES(updated_at);
