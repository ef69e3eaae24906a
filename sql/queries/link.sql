-- Links that work once. A link lies here as the SHA-256 of its token, which nobody but its receiver has.

-- name: link_delete_expired :exec
DELETE FROM one_time_link WHERE expires_at < UTC_TIMESTAMP(6) LIMIT 1000;

-- name: link_insert :exec
INSERT INTO one_time_link (token_hash, purpose, account_id, created_at, expires_at)
VALUES (?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? MINUTE);

-- Only while there is no account; twice the same token is one link.
-- name: link_insert_first_run :exec
-- scan: stops at the first row
INSERT IGNORE INTO one_time_link (token_hash, purpose, account_id, created_at, expires_at)
SELECT ?, 'first_run', 0, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? MINUTE FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM account);

-- name: link_load :one
SELECT account_id, purpose = 'invite' FROM one_time_link WHERE token_hash = ? AND purpose IN ('reset', 'invite') AND expires_at > UTC_TIMESTAMP(6);

-- name: link_load_first_run :one
SELECT 1 FROM one_time_link WHERE token_hash = ? AND purpose = 'first_run' AND expires_at > UTC_TIMESTAMP(6);

-- name: link_take :exec
DELETE FROM one_time_link WHERE token_hash = ? AND expires_at > UTC_TIMESTAMP(6);

-- name: link_delete_account :exec
DELETE FROM one_time_link WHERE account_id = ? AND purpose IN ('reset', 'invite');

-- name: link_delete_first_run :exec
DELETE FROM one_time_link WHERE account_id = 0 AND purpose = 'first_run';

-- The links of a forgotten password die when a new one is asked for.
-- name: link_delete_reset_of :exec
DELETE l FROM one_time_link l JOIN account a ON a.id = l.account_id WHERE a.email = ? AND a.invitation = '' AND l.purpose = 'reset';

-- Mails of forgotten passwords, and with links that prove an address, hold an address that somebody typed, known or not: it is not kept longer than it helps.
-- name: link_delete_old_mails :exec
DELETE FROM outbox WHERE organisation_id = 0 AND state IN ('done', 'given_up', 'cancelled') AND kind IN ('mail.reset', 'mail.proof')
AND created_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY LIMIT 1000;
