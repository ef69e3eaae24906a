-- What an organisation and those above it have set, the nearest first.
-- name: look_of :many
SELECT a.depth, o.id, o.name, l.colours, l.nav, l.nav_text, l.highlight, l.revision,
  COALESCE(l.logo_id, 0), COALESCE(p.public_id, ''), COALESCE(p.width, 0), COALESCE(p.height, 0),
  COALESCE(l.icon_id, 0), COALESCE(i.public_id, ''), COALESCE(i.width, 0), COALESCE(i.height, 0)
FROM organisation_ancestor a JOIN organisation_look l ON l.organisation_id = a.ancestor_id JOIN organisation o ON o.id = a.ancestor_id
  LEFT JOIN organisation_picture p ON p.id = l.logo_id LEFT JOIN organisation_picture i ON i.id = l.icon_id
WHERE a.organisation_id = ? ORDER BY a.depth;

-- name: look_insert :exec
INSERT INTO organisation_look (organisation_id, colours, nav, nav_text, highlight, logo_id, icon_id, updated_at, revision) VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), 1);

-- name: look_update :exec
UPDATE organisation_look SET colours = ?, nav = ?, nav_text = ?, highlight = ?, logo_id = ?, icon_id = ?, updated_at = UTC_TIMESTAMP(6), revision = revision + 1
WHERE organisation_id = ? AND revision = ?;

-- The same bytes for the same organisation are the same row.
-- name: organisation_picture_put :exec
INSERT INTO organisation_picture (public_id, organisation_id, media_type, width, height, data, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), ?)
ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id);

-- name: organisation_picture_get :one
SELECT media_type, data FROM organisation_picture WHERE public_id = ?;

-- name: organisation_picture_of :one
SELECT public_id, width, height FROM organisation_picture WHERE id = ? AND organisation_id = ?;

-- Pictures of an organisation that nothing shows any more.
-- name: organisation_picture_sweep :exec
DELETE p FROM organisation_picture p LEFT JOIN organisation_look l ON l.organisation_id = p.organisation_id LEFT JOIN organisation_landing g ON g.organisation_id = p.organisation_id
WHERE p.organisation_id = ? AND NOT p.id <=> l.logo_id AND NOT p.id <=> l.icon_id AND NOT p.id <=> g.picture_id;
