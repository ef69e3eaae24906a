-- name: picture_of_badge :one
SELECT g.id, g.revision, g.png, g.svg FROM badge_class b JOIN graphic g ON g.id = b.graphic_id WHERE b.id = ? AND b.published_at IS NOT NULL;

-- name: picture_by_id :one
SELECT id, revision, png, svg FROM graphic WHERE id = ?;

-- name: picture_revision :one
SELECT g.id, g.revision FROM badge_class b JOIN graphic g ON g.id = b.graphic_id WHERE b.id = ? AND b.published_at IS NOT NULL;

-- name: card_get :one
SELECT png FROM badge_card WHERE badge_class_version_id = ? AND graphic_id = ? AND graphic_revision = ?;

-- name: card_put :exec
REPLACE INTO badge_card (badge_class_version_id, graphic_id, graphic_revision, png, created_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6));

-- name: badges_of_issuer :many
SELECT b.public_id, v.name, v.description FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id
WHERE b.issuer_id = ? AND b.state = 'published' ORDER BY b.id DESC LIMIT ?;
