-- Which of sql/migrations/ this database has. One row a file; its steps are its statements.

-- name: migration_all :many
-- scan: a few dozen rows, all wanted
SELECT version, name, checksum, state, steps_done, COALESCE(lease_until > UTC_TIMESTAMP(6), 0), lease_by FROM schema_migration ORDER BY version;

-- Whom the server takes us for.
-- name: migration_account :one
SELECT CURRENT_USER();

-- name: migration_claim_new :exec
INSERT INTO schema_migration (version, name, checksum, state, steps_done, started_at, lease_owner, lease_until, lease_by)
VALUES (?, ?, ?, 'applying', 0, UTC_TIMESTAMP(6), ?, UTC_TIMESTAMP(6) + INTERVAL 60 SECOND, ?);

-- One that somebody began and did not end.
-- name: migration_claim_left :exec
UPDATE schema_migration SET lease_owner = ?, lease_until = UTC_TIMESTAMP(6) + INTERVAL 60 SECOND, lease_by = ?
WHERE version = ? AND state = 'applying' AND lease_until <= UTC_TIMESTAMP(6);

-- name: migration_extend :exec
UPDATE schema_migration SET lease_until = UTC_TIMESTAMP(6) + INTERVAL 60 SECOND WHERE version = ? AND lease_owner = ? AND state = 'applying';

-- name: migration_release :exec
UPDATE schema_migration SET lease_until = UTC_TIMESTAMP(6) WHERE version = ? AND lease_owner = ? AND state = 'applying';

-- name: migration_step :exec
UPDATE schema_migration SET steps_done = ? WHERE version = ? AND lease_owner = ? AND state = 'applying';

-- name: migration_done :exec
UPDATE schema_migration SET state = 'done', applied_at = UTC_TIMESTAMP(6), lease_owner = NULL, lease_until = NULL, lease_by = NULL
WHERE version = ? AND lease_owner = ? AND state = 'applying';
