-- name: badge_class_by_id :one
SELECT b.id, b.organisation_id, COALESCE(b.issuer_id, 0), COALESCE(b.graphic_id, 0), v.id, b.public_id, b.state, b.duplicate_policy,
  COALESCE(b.expiry_months, 0), b.award_count, b.revision, b.created_at, b.updated_at, b.published_at,
  v.number, v.used, v.name, v.description, v.language, v.criteria_text, v.criteria_url, v.tags_json, v.attributes_json, g.public_id, COALESCE(g.revision, 0)
FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id LEFT JOIN graphic g ON g.id = b.graphic_id WHERE b.id = ?;

-- name: badge_class_by_public_id :one
SELECT b.id, b.organisation_id, COALESCE(b.issuer_id, 0), COALESCE(b.graphic_id, 0), v.id, b.public_id, b.state, b.duplicate_policy,
  COALESCE(b.expiry_months, 0), b.award_count, b.revision, b.created_at, b.updated_at, b.published_at,
  v.number, v.used, v.name, v.description, v.language, v.criteria_text, v.criteria_url, v.tags_json, v.attributes_json, g.public_id, COALESCE(g.revision, 0)
FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id LEFT JOIN graphic g ON g.id = b.graphic_id WHERE b.public_id = ?;

-- name: badge_class_by_version :one
SELECT b.id, b.organisation_id, COALESCE(b.issuer_id, 0), COALESCE(b.graphic_id, 0), v.id, b.public_id, b.state, b.duplicate_policy,
  COALESCE(b.expiry_months, 0), b.award_count, b.revision, b.created_at, b.updated_at, b.published_at,
  v.number, v.used, v.name, v.description, v.language, v.criteria_text, v.criteria_url, v.tags_json, v.attributes_json, g.public_id, COALESCE(g.revision, 0)
FROM badge_class_version v JOIN badge_class b ON b.id = v.badge_class_id LEFT JOIN graphic g ON g.id = b.graphic_id WHERE v.id = ?;

-- name: badge_class_by_number :one
SELECT b.id, b.organisation_id, COALESCE(b.issuer_id, 0), COALESCE(b.graphic_id, 0), v.id, b.public_id, b.state, b.duplicate_policy,
  COALESCE(b.expiry_months, 0), b.award_count, b.revision, b.created_at, b.updated_at, b.published_at,
  v.number, v.used, v.name, v.description, v.language, v.criteria_text, v.criteria_url, v.tags_json, v.attributes_json, g.public_id, COALESCE(g.revision, 0)
FROM badge_class b JOIN badge_class_version v ON v.badge_class_id = b.id LEFT JOIN graphic g ON g.id = b.graphic_id WHERE b.public_id = ? AND v.number = ?;
