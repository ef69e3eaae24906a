-- The library of pictures. Bytes are only in what store/picture.c reads.

-- part: tags
COALESCE((SELECT GROUP_CONCAT(t.tag ORDER BY t.tag SEPARATOR ', ') FROM graphic_tag t WHERE t.graphic_id = g.id), '')

-- name: graphic_by_[[id|public_id]] :one
SELECT g.id, g.organisation_id, g.public_id, g.name, g.width, g.height, g.svg IS NOT NULL, g.state, g.created_at, g.updated_at, g.revision, COALESCE(a.name, ''), g.design, @tags@
FROM graphic g LEFT JOIN account a ON a.id = g.created_by WHERE g.[[id|public_id]] = ? AND g.organisation_id = ?;

-- name: graphic_lock :one
SELECT revision FROM graphic WHERE id = ? AND organisation_id = ? FOR UPDATE;

-- name: graphic_insert :exec
INSERT INTO graphic (public_id, organisation_id, name, width, height, svg, png, sha256, design, state, created_at, created_by, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'active', UTC_TIMESTAMP(6), ?, UTC_TIMESTAMP(6));

-- name: graphic_update :exec
UPDATE graphic SET name = ?, state = ?, updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ? AND organisation_id = ? AND revision = ?;

-- name: graphic_replace :exec
UPDATE graphic SET width = ?, height = ?, svg = ?, png = ?, sha256 = ?, design = ? WHERE id = ? AND organisation_id = ?;

-- name: graphic_tags_clear :exec
DELETE FROM graphic_tag WHERE graphic_id = ? AND organisation_id = ?;

-- name: graphic_tag_insert :exec
INSERT INTO graphic_tag (graphic_id, organisation_id, tag) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE tag = VALUES(tag);

-- name: graphic_tags :many
SELECT t.tag, COUNT(*) FROM graphic_tag t JOIN graphic g ON g.id = t.graphic_id AND g.state = ? WHERE t.organisation_id = ? GROUP BY t.tag ORDER BY t.tag LIMIT 200;

-- name: graphic_uses :many
(SELECT b.public_id, v.name, b.state, 'badge', b.award_count FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id WHERE b.organisation_id = ? AND b.graphic_id = ? ORDER BY b.id DESC LIMIT 50)
UNION ALL
(SELECT i.public_id, v.name, i.state, 'issuer', 0 FROM issuer i JOIN issuer_version v ON v.id = i.version_id
 WHERE i.organisation_id = ? AND v.logo_graphic_id = ? ORDER BY i.id DESC LIMIT 50);

-- name: graphic_use_count :one
SELECT COUNT(*), COALESCE(SUM(award_count), 0) FROM badge_class WHERE organisation_id = ? AND graphic_id = ?;

-- Orders: the newest first, by name, and what was changed last. older: towards the end of the list; newer: back to its beginning.

-- part: row
g.public_id, g.name, g.state, g.width, g.height, g.svg IS NOT NULL, g.design IS NOT NULL, g.revision, g.updated_at, (SELECT COUNT(*) FROM badge_class b WHERE b.graphic_id = g.id), @tags@

-- part: wanted
FROM graphic g WHERE g.organisation_id = ? AND g.state = ?
  AND (? IS NULL OR g.name LIKE ? OR EXISTS (SELECT 1 FROM graphic_tag t WHERE t.graphic_id = g.id AND t.tag LIKE ?))
  AND (? IS NULL OR EXISTS (SELECT 1 FROM graphic_tag t WHERE t.graphic_id = g.id AND t.tag = ?))

-- part: edge
FROM graphic c WHERE c.public_id = ? AND c.organisation_id = g.organisation_id

-- name: graphic_by_new_{older,newer} :many
SELECT @row@ @wanted@ AND g.id {<,>} COALESCE((SELECT c.id @edge@), {9223372036854775807,0}) ORDER BY g.id {DESC,ASC} LIMIT ?;

-- name: graphic_by_[[name|change]]_{older,newer} :many
SELECT @row@ @wanted@ AND (? IS NULL OR (g.[[name|updated_at]], g.id) [[{>,<}|{<,>}]] ((SELECT c.[[name|updated_at]] @edge@), (SELECT c.id @edge@)))
ORDER BY g.[[name|updated_at]] [[{ASC,DESC}|{DESC,ASC}]], g.id [[{ASC,DESC}|{DESC,ASC}]] LIMIT ?;

-- name: graphic_list_count :one
SELECT COUNT(*) FROM (SELECT 1 @wanted@ LIMIT 10001) t;
