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

-- What the organisation says, or else the nearest above it that says something.
-- name: preference_of_organisation :many
SELECT o.language FROM organisation_ancestor a JOIN organisation o ON o.id = a.ancestor_id
WHERE a.organisation_id = ? AND o.language IS NOT NULL ORDER BY a.depth LIMIT 1;

-- name: preference_set_zone :exec
UPDATE account SET time_zone = ?, revision = revision + 1 WHERE id = ?;

-- name: preference_set_username :exec
UPDATE account SET username = ?, revision = revision + 1 WHERE id = ?;

-- name: preference_username :many
SELECT username FROM account WHERE id = ?;
