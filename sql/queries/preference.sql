-- In what language and time zone somebody is spoken to.

-- name: preference_set :exec
UPDATE account SET language = ?, time_zone = ?, revision = revision + 1 WHERE id = ?;

-- name: preference_set_language :exec
UPDATE account SET language = ?, revision = revision + 1 WHERE id = ?;

-- Of whoever signs in with an address, or has proven that it is theirs too.
-- name: preference_of_address :many
SELECT language, time_zone FROM account WHERE email = ? AND invitation = '' AND state <> 'erased'
UNION ALL
SELECT a.language, a.time_zone FROM account_identity i JOIN account a ON a.id = i.account_id WHERE i.recipient_key = ? AND a.state <> 'erased';

-- name: preference_of_organisation :many
SELECT language FROM organisation WHERE id = ?;

-- name: preference_set_zone :exec
UPDATE account SET time_zone = ?, revision = revision + 1 WHERE id = ?;

-- name: preference_set_username :exec
UPDATE account SET username = ?, revision = revision + 1 WHERE id = ?;

-- name: preference_username :many
SELECT username FROM account WHERE id = ?;
