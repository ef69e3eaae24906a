-- part: columns
b.id, b.organisation_id, COALESCE(b.issuer_id, 0), COALESCE(b.graphic_id, 0), v.id, b.public_id, b.state, b.duplicate_policy,
  COALESCE(b.expiry_months, 0), b.award_count, b.revision, b.created_at, b.updated_at, b.published_at,
  v.number, v.used, v.name, v.description, v.language, v.criteria_text, v.criteria_url, v.tags_json, v.attributes_json, v.alignments_json, v.related_json, v.achievement_json, v.translations_json,
  v.endorsements_json,
  g.public_id, COALESCE(g.revision, 0)

-- name: badge_class_by_[[id|public_id]] :one
SELECT @columns@ FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id LEFT JOIN graphic g ON g.id = b.graphic_id WHERE b.[[id|public_id]] = ?;

-- name: badge_class_by_version :one
SELECT @columns@ FROM badge_class_version v JOIN badge_class b ON b.id = v.badge_class_id LEFT JOIN graphic g ON g.id = b.graphic_id WHERE v.id = ?;

-- name: badge_class_by_number :one
SELECT @columns@ FROM badge_class b JOIN badge_class_version v ON v.badge_class_id = b.id LEFT JOIN graphic g ON g.id = b.graphic_id WHERE b.public_id = ? AND v.number = ?;

-- The class and its present version: both are held, so that an award cannot begin to use a version while it changes.
-- name: badge_class_lock :one
SELECT b.revision FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id WHERE b.id = ? AND b.organisation_id = ? FOR UPDATE;

-- name: badge_class_insert :exec
INSERT INTO badge_class (public_id, organisation_id, issuer_id, graphic_id, duplicate_policy, expiry_months, state, created_at, created_by, updated_at)
VALUES (?, ?, ?, ?, ?, ?, 'draft', UTC_TIMESTAMP(6), ?, UTC_TIMESTAMP(6));

-- name: badge_class_set_first_version :exec
UPDATE badge_class SET version_id = ? WHERE id = ?;

-- name: badge_class_update :exec
UPDATE badge_class SET version_id = ?, issuer_id = ?, graphic_id = ?, state = ?, duplicate_policy = ?, expiry_months = ?,
  published_at = IF(?, UTC_TIMESTAMP(6), published_at), updated_at = UTC_TIMESTAMP(6), revision = revision + 1
WHERE id = ? AND organisation_id = ? AND revision = ?;

-- name: badge_class_version_insert :exec
INSERT INTO badge_class_version (badge_class_id, number, name, description, language, criteria_text, criteria_url, tags_json, attributes_json,
  alignments_json, related_json, achievement_json, translations_json, created_at, created_by)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), ?);

-- name: badge_class_version_update :exec
UPDATE badge_class_version SET name = ?, description = ?, language = ?, criteria_text = ?, criteria_url = ?, tags_json = ?, attributes_json = ?,
  alignments_json = ?, related_json = ?, achievement_json = ?, translations_json = ?
WHERE id = ? AND used = 0;

-- name: badge_class_versions :many
SELECT v.number, v.name, v.used, v.created_at, COALESCE(a.name, ''), v.award_count FROM badge_class_version v LEFT JOIN account a ON a.id = v.created_by
WHERE v.badge_class_id = ? ORDER BY v.number DESC LIMIT 50;

-- name: badge_class_count_awards :exec
UPDATE badge_class SET award_count = award_count + ? WHERE id = ?;

-- name: badge_class_version_use :exec
UPDATE badge_class_version SET used = 1, award_count = award_count + ? WHERE id = ?;

-- Organisations into which a badge can be copied: those where the account may edit badges. The present one stands first.
-- name: badge_class_places :many
SELECT DISTINCT o.id, o.public_id, o.name FROM role_assignment ra JOIN role r ON r.id = ra.role_id
JOIN organisation place ON place.id = ra.organisation_id AND place.state = 'active'
JOIN organisation_ancestor oa ON oa.ancestor_id = ra.organisation_id JOIN organisation o ON o.id = oa.organisation_id AND o.state = 'active'
WHERE ra.account_id = ? AND ra.group_id = 0 AND ra.issuer_id = 0 AND r.permissions & ? AND (? IS NULL OR o.name LIKE ?) ORDER BY o.id <> ?, o.name, o.id LIMIT 50;

-- Lists: the cursor is the public id of the row at the edge; whole 0 limits them to the issuers on which the account has a role.

-- part: wanted
WHERE b.organisation_id = ? AND (? IS NULL OR v.name LIKE ?) AND (? IS NULL OR i.public_id = ?) AND IF(? IS NULL, b.state <> 'archived', b.state = ?)
  AND (? = 1 OR EXISTS (SELECT 1 FROM role_assignment ra JOIN role r ON r.id = ra.role_id
    JOIN organisation_ancestor oa ON oa.ancestor_id = ra.organisation_id AND oa.organisation_id = b.organisation_id
    WHERE ra.account_id = ? AND ra.issuer_id = b.issuer_id AND ra.group_id = 0 AND r.permissions <> 0))

-- name: badge_class_list_{older,newer} :many
SELECT b.public_id, v.name, b.state, b.award_count, b.updated_at, COALESCE(iv.name, ''), COALESCE(g.public_id, ''), COALESCE(g.revision, 0)
FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id LEFT JOIN issuer i ON i.id = b.issuer_id LEFT JOIN issuer_version iv ON iv.id = i.version_id
LEFT JOIN graphic g ON g.id = b.graphic_id
@wanted@ AND b.id {<,>} COALESCE((SELECT c.id FROM badge_class c WHERE c.public_id = ? AND c.organisation_id = b.organisation_id), {9223372036854775807,0})
ORDER BY b.id {DESC,ASC} LIMIT ?;

-- name: badge_class_list_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id LEFT JOIN issuer i ON i.id = b.issuer_id @wanted@ LIMIT 10001) t;
