-- name: account_by_email :one
SELECT id, public_id, email, name, password_hash, state, password_at FROM account WHERE email = ? AND invitation = '';

-- name: account_by_username :one
SELECT id, public_id, email, name, password_hash, state, password_at FROM account WHERE username = ? AND invitation = '';

-- name: account_by_id :one
SELECT id, public_id, email, name, password_hash, state, password_at FROM account WHERE id = ?;

-- name: account_any :many
-- scan: stops at the first row
SELECT id FROM account LIMIT 1;

-- The last word of a name is the family name until somebody says otherwise.
-- part: first_name
LEFT(REGEXP_REPLACE(?, ' [^ ]+$', ''), 100)
-- part: last_name
LEFT(REGEXP_SUBSTR(?, '(?<= )[^ ]+$'), 100)

-- name: account_insert :exec
INSERT INTO account (public_id, email, name, password_hash, first_name, last_name, state, created_at, password_at, verified_at)
VALUES (?, ?, ?, ?, @first_name@, @last_name@, 'verified', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6));

-- name: account_set_password :exec
UPDATE account SET password_hash = ?, password_at = UTC_TIMESTAMP(6), state = 'verified', verified_at = COALESCE(verified_at, UTC_TIMESTAMP(6)), revision = revision + 1
WHERE id = ? AND state IN ('invited', 'verified');

-- The same password, hashed anew with dearer parameters: only while it is still the same.
-- name: account_rehash :exec
UPDATE account SET password_hash = ? WHERE id = ? AND password_hash = ?;

-- name: account_insert_plain :exec
INSERT INTO account (public_id, email, name, first_name, last_name, state, created_at, verified_at)
VALUES (?, ?, ?, @first_name@, @last_name@, 'verified', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6));

-- name: account_lock :one
SELECT id FROM account WHERE id = ? AND state <> 'erased' FOR UPDATE;

-- name: account_verify :exec
UPDATE account SET state = 'verified', verified_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ? AND state = 'invited';

-- name: account_rename :exec
UPDATE account SET name = ?, first_name = @first_name@, last_name = @last_name@, revision = revision + 1 WHERE id = ?;

-- name: account_set_email :exec
UPDATE account SET email = ?, revision = revision + 1 WHERE id = ?;

-- name: account_erase :exec
UPDATE account SET email = CONCAT('erased:', public_id), invitation = '', name = 'Erased account', first_name = '', last_name = '', username = NULL, password_hash = NULL, password_at = NULL, state = 'erased', revision = revision + 1 WHERE id = ?;

-- name: account_roles :one
SELECT COUNT(*) FROM role_assignment WHERE account_id = ?;

-- name: account_works :one
SELECT COALESCE(MAX(IF(ra.group_id = 0, 2, 1)), 0) FROM role_assignment ra JOIN role r ON r.id = ra.role_id WHERE ra.account_id = ? AND r.permissions <> 0;

-- What an account allowed to applications, and the profile that they made for it.
-- name: account_delete_tokens :exec
DELETE t FROM oauth_token t JOIN oauth_grant g ON g.id = t.grant_id WHERE g.account_id = ?;

-- name: account_delete_grants :exec
DELETE FROM oauth_grant WHERE account_id = ?;

-- name: account_delete_codes :exec
DELETE FROM oauth_code WHERE account_id = ?;

-- name: account_delete_profile :exec
DELETE FROM account_profile WHERE account_id = ?;
