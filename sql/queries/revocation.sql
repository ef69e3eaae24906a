-- name: revocation_insert :exec
INSERT INTO revocation (public_id, organisation_id, state, reason, filter_json, last_assertion_id, created_by, address, created_at)
SELECT ?, ?, ?, ?, ?, COALESCE(MAX(id), 0), ?, ?, UTC_TIMESTAMP(6) FROM assertion;

-- part: columns
r.id, r.public_id, r.organisation_id, r.state, r.reason, r.filter_json, r.last_assertion_id, r.at_public_id, r.total, r.revoked_count, r.skipped_count,
  r.created_by, r.address, r.created_at, r.finished_at

-- name: revocation_lock :one
SELECT @columns@, '' FROM revocation r WHERE r.id = ? FOR UPDATE;

-- name: revocation_by_public_id :one
SELECT @columns@, COALESCE(a.name, '') FROM revocation r JOIN organisation_ancestor oa ON oa.organisation_id = r.organisation_id
LEFT JOIN account a ON a.id = r.created_by WHERE r.public_id = ? AND oa.ancestor_id = ? AND (? = 1 OR oa.depth = 0);

-- name: revocation_item_put :bulk
INSERT IGNORE INTO revocation_item (revocation_id, assertion_id) VALUES (?, ?);

-- name: revocation_collected :exec
UPDATE revocation SET at_public_id = ?, total = total + ?, state = ? WHERE id = ?;

-- name: revocation_next :many
SELECT a.id, a.public_id, a.state FROM revocation_item i JOIN assertion a ON a.id = i.assertion_id
WHERE i.revocation_id = ? AND i.outcome = 0 ORDER BY i.assertion_id LIMIT 200 FOR UPDATE;

-- name: revocation_item_done :bulk
UPDATE revocation_item SET outcome = ? WHERE revocation_id = ? AND assertion_id = ?;

-- name: revocation_count :exec
UPDATE revocation SET revoked_count = revoked_count + ?, skipped_count = skipped_count + ?, finished_at = IF(?, UTC_TIMESTAMP(6), NULL),
  state = IF(?, 'done', state) WHERE id = ?;

-- name: revocation_items_{down,up} :many
SELECT a.id, a.public_id, a.recipient_name, a.recipient_identity, v.name, i.outcome FROM revocation_item i JOIN assertion a ON a.id = i.assertion_id
JOIN badge_class_version v ON v.id = a.badge_class_version_id
WHERE i.revocation_id = ? AND i.assertion_id {>,<} ? ORDER BY i.assertion_id {ASC,DESC} LIMIT ?;
