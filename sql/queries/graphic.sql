-- The library of pictures. Bytes are only in what store/picture.c reads.

-- name: graphic_by_id :one
SELECT g.id, g.organisation_id, g.public_id, g.name, g.width, g.height, g.svg IS NOT NULL, g.state, g.created_at, g.updated_at, g.revision, COALESCE(a.name, '')
FROM graphic g LEFT JOIN account a ON a.id = g.created_by WHERE g.id = ? AND g.organisation_id = ?;

-- name: graphic_by_public_id :one
SELECT g.id, g.organisation_id, g.public_id, g.name, g.width, g.height, g.svg IS NOT NULL, g.state, g.created_at, g.updated_at, g.revision, COALESCE(a.name, '')
FROM graphic g LEFT JOIN account a ON a.id = g.created_by WHERE g.public_id = ? AND g.organisation_id = ?;

-- name: graphic_lock :one
SELECT revision FROM graphic WHERE id = ? AND organisation_id = ? FOR UPDATE;

-- name: graphic_insert :exec
INSERT INTO graphic (public_id, organisation_id, name, width, height, svg, png, sha256, state, created_at, created_by, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'active', UTC_TIMESTAMP(6), ?, UTC_TIMESTAMP(6));

-- name: graphic_update :exec
UPDATE graphic SET name = ?, state = ?, updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ? AND organisation_id = ? AND revision = ?;

-- name: graphic_replace :exec
UPDATE graphic SET width = ?, height = ?, svg = ?, png = ?, sha256 = ? WHERE id = ? AND organisation_id = ?;

-- name: graphic_uses :many
(SELECT b.public_id, v.name, b.state, 'badge' FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id WHERE b.organisation_id = ? AND b.graphic_id = ? ORDER BY b.id DESC LIMIT 50)
UNION ALL
(SELECT i.public_id, v.name, i.state, 'issuer' FROM issuer i JOIN issuer_version v ON v.id = i.version_id
 WHERE i.organisation_id = ? AND v.logo_graphic_id = ? ORDER BY i.id DESC LIMIT 50);

-- name: graphic_list_older :many
SELECT g.public_id, g.name, g.state, g.width, g.height, g.svg IS NOT NULL, g.revision, g.updated_at, (SELECT COUNT(*) FROM badge_class b WHERE b.graphic_id = g.id)
FROM graphic g WHERE g.organisation_id = ? AND (? IS NULL OR g.name LIKE ?) AND g.state = ?
  AND g.id < COALESCE((SELECT c.id FROM graphic c WHERE c.public_id = ? AND c.organisation_id = g.organisation_id), 9223372036854775807)
ORDER BY g.id DESC LIMIT ?;

-- name: graphic_list_newer :many
SELECT g.public_id, g.name, g.state, g.width, g.height, g.svg IS NOT NULL, g.revision, g.updated_at, (SELECT COUNT(*) FROM badge_class b WHERE b.graphic_id = g.id)
FROM graphic g WHERE g.organisation_id = ? AND (? IS NULL OR g.name LIKE ?) AND g.state = ?
  AND g.id > COALESCE((SELECT c.id FROM graphic c WHERE c.public_id = ? AND c.organisation_id = g.organisation_id), 0)
ORDER BY g.id LIMIT ?;

-- name: graphic_list_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM graphic g WHERE g.organisation_id = ? AND (? IS NULL OR g.name LIKE ?) AND g.state = ? LIMIT 10001) t;
