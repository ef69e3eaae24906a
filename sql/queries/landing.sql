-- name: landing_of :one
SELECT l.published, l.title, l.lead_text, l.body, l.language, COALESCE(l.picture_id, 0), COALESCE(p.public_id, ''), COALESCE(p.width, 0), COALESCE(p.height, 0), l.picture_alt,
  l.show_issuers, l.show_badges, l.updated_at, l.revision
FROM organisation_landing l LEFT JOIN organisation_picture p ON p.id = l.picture_id WHERE l.organisation_id = ?;

-- name: landing_insert :exec
INSERT INTO organisation_landing (published, title, lead_text, body, language, picture_id, picture_alt, show_issuers, show_badges, organisation_id, updated_at, revision)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), 1);

-- name: landing_update :exec
UPDATE organisation_landing SET published = ?, title = ?, lead_text = ?, body = ?, language = ?, picture_id = ?, picture_alt = ?, show_issuers = ?, show_badges = ?,
  updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE organisation_id = ? AND revision = ?;

-- name: landing_issuers :many
SELECT i.public_id, v.name, COALESCE(v.description, ''), COALESCE(v.logo_graphic_id, 0) FROM issuer i JOIN issuer_version v ON v.id = i.version_id
WHERE i.organisation_id = ? AND i.state = 'active' ORDER BY i.id LIMIT 24;

-- name: landing_badges :many
SELECT b.public_id, v.name, v.description FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id
WHERE b.organisation_id = ? AND b.state = 'published' ORDER BY b.id DESC LIMIT 48;

-- Organisations directly below that have a page of their own.
-- name: landing_below :many
SELECT o.slug, l.title, l.lead_text FROM organisation o JOIN organisation_landing l ON l.organisation_id = o.id AND l.published = 1
WHERE o.parent_id = ? AND o.state = 'active' ORDER BY o.name LIMIT 48;
