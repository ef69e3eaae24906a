-- part: columns
i.id, i.organisation_id, v.id, i.public_id, i.state, i.revision, v.number, v.name, v.url, v.email, v.description, v.telephone, COALESCE(v.logo_graphic_id, 0)

-- name: issuer_by_[[id|public_id]] :one
SELECT @columns@, i.created_at, i.updated_at, v.language, v.endorsements_json FROM issuer i JOIN issuer_version v ON v.id = i.version_id WHERE i.[[id|public_id]] = ?;

-- name: issuer_by_version :one
SELECT @columns@, i.created_at, i.updated_at, v.language, v.endorsements_json FROM issuer_version v JOIN issuer i ON i.id = v.issuer_id WHERE v.id = ?;

-- name: issuer_by_number :one
SELECT @columns@, v.created_at, i.updated_at, v.language, v.endorsements_json FROM issuer_version v JOIN issuer i ON i.id = v.issuer_id WHERE v.issuer_id = ? AND v.number = ?;

-- name: issuer_lock :one
SELECT revision FROM issuer WHERE id = ? AND organisation_id = ? FOR UPDATE;

-- name: issuer_insert :exec
INSERT INTO issuer (public_id, organisation_id, state, created_at, updated_at) VALUES (?, ?, 'active', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6));

-- name: issuer_version_insert :exec
INSERT INTO issuer_version (issuer_id, number, name, url, email, description, telephone, logo_graphic_id, language, created_at, created_by)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), ?);

-- name: issuer_set_first_version :exec
UPDATE issuer SET version_id = ? WHERE id = ?;

-- name: issuer_update :exec
UPDATE issuer SET version_id = ?, state = ?, updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ? AND organisation_id = ? AND revision = ?;

-- name: issuer_versions :many
SELECT v.number, v.name, v.created_at, COALESCE(a.name, '') FROM issuer_version v LEFT JOIN account a ON a.id = v.created_by
WHERE v.issuer_id = ? ORDER BY v.number DESC LIMIT 50;

-- name: issuer_badges_published :one
SELECT COUNT(*) FROM badge_class WHERE issuer_id = ? AND state = 'published';

-- Lists: the cursor is the public id of the row at the edge; whole 0 limits them to the issuers on which the account has a role.

-- part: role_there
SELECT 1 FROM role_assignment ra JOIN role r ON r.id = ra.role_id
JOIN organisation_ancestor oa ON oa.ancestor_id = ra.organisation_id AND oa.organisation_id = i.organisation_id
WHERE ra.account_id = ? AND ra.issuer_id = i.id AND ra.group_id = 0

-- part: wanted
WHERE i.organisation_id = ? AND (? IS NULL OR v.name LIKE ?) AND i.state = ? AND (? = 1 OR EXISTS (@role_there@ AND r.permissions <> 0))

-- name: issuer_list_{older,newer} :many
SELECT i.public_id, i.state, v.name, v.url, i.updated_at, COALESCE(g.public_id, ''), COALESCE(g.revision, 0),
  (SELECT COUNT(*) FROM badge_class b WHERE b.issuer_id = i.id AND b.state <> 'archived')
FROM issuer i JOIN issuer_version v ON v.id = i.version_id LEFT JOIN graphic g ON g.id = v.logo_graphic_id
@wanted@ AND i.id {<,>} COALESCE((SELECT c.id FROM issuer c WHERE c.public_id = ? AND c.organisation_id = i.organisation_id), {9223372036854775807,0})
ORDER BY i.id {DESC,ASC} LIMIT ?;

-- name: issuer_list_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM issuer i JOIN issuer_version v ON v.id = i.version_id @wanted@ LIMIT 10001) t;

-- name: issuer_choices :many
SELECT i.public_id, v.name FROM issuer i JOIN issuer_version v ON v.id = i.version_id
WHERE i.organisation_id = ? AND i.state = 'active' AND (? = 1 OR EXISTS (@role_there@ AND r.permissions & ? <> 0))
ORDER BY v.name, i.id LIMIT 500;
