-- name: public_change_all :many
-- scan: 64 rows, all wanted
SELECT shard, revision FROM public_change;

-- name: public_change_sum :one
-- scan: 64 rows, all wanted
SELECT CAST(SUM(revision) AS SIGNED) FROM public_change;

-- name: public_change_bump :exec
UPDATE public_change SET revision = revision + 1 WHERE shard = ?;

-- name: public_change_bump_all :exec
-- scan: 64 rows, all wanted
UPDATE public_change SET revision = revision + 1;
