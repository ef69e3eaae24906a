-- name: organisation_insert :exec
INSERT INTO organisation (public_id, parent_id, slug, name, created_at) VALUES (?, NULL, ?, ?, UTC_TIMESTAMP(6));

-- name: organisation_insert_self :exec
INSERT INTO organisation_ancestor (organisation_id, ancestor_id, depth) VALUES (?, ?, 0);

-- name: organisation_by_public_id :one
SELECT id, public_id, name, slug FROM organisation WHERE public_id = ?;

-- Organisations without a parent, in the order they were made.
-- name: organisation_roots :many
SELECT id, public_id, name, slug FROM organisation WHERE parent_id IS NULL ORDER BY id LIMIT 100;

-- name: organisation_slug :many
SELECT id FROM organisation WHERE slug = ?;
