-- Groups of people of an organisation. Who is in one: rows of role_assignment with its id.

-- part: columns
g.id, g.public_id, g.organisation_id, g.name, g.description, g.member_count, g.created_at, g.updated_at, g.revision, o.name

-- name: people_group_by_id :one
SELECT @columns@ FROM people_group g JOIN organisation o ON o.id = g.organisation_id WHERE g.id = ?;

-- name: people_group_by_public_id :many
SELECT @columns@ FROM people_group g JOIN organisation o ON o.id = g.organisation_id WHERE g.public_id = ?;

-- name: people_group_by_name :many
SELECT @columns@ FROM people_group g JOIN organisation o ON o.id = g.organisation_id WHERE g.organisation_id = ? AND g.name = ?;

-- name: people_group_lock :one
SELECT revision FROM people_group WHERE id = ? AND organisation_id = ? FOR UPDATE;

-- name: people_group_insert :exec
INSERT INTO people_group (public_id, organisation_id, name, description, created_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6));

-- name: people_group_update :exec
UPDATE people_group SET name = ?, description = ?, updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ? AND organisation_id = ? AND revision = ?;

-- name: people_group_delete :exec
DELETE FROM people_group WHERE id = ? AND organisation_id = ?;

-- name: people_group_count_up :exec
UPDATE people_group SET member_count = GREATEST(0, member_count + ?) WHERE id = ?;

-- Of an organisation, and of those below it where that is asked for (? = 1), by name.
-- name: people_group_list_{older,newer} :many
SELECT @columns@ FROM people_group g JOIN organisation o ON o.id = g.organisation_id LEFT JOIN people_group c ON c.public_id = ?
WHERE g.organisation_id = ? AND (? IS NULL OR g.name LIKE ?) AND (? IS NULL OR g.id IN (SELECT ra.group_id FROM role_assignment ra JOIN role r ON r.id = ra.role_id
  WHERE ra.account_id = ? AND ra.organisation_id = g.organisation_id AND r.permissions & ? <> 0))
AND (c.id IS NULL OR g.name {>,<} c.name) ORDER BY g.name {ASC,DESC} LIMIT ?;

-- name: people_group_list_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM people_group g WHERE g.organisation_id = ? AND (? IS NULL OR g.name LIKE ?) AND (? IS NULL OR g.id IN (SELECT ra.group_id
  FROM role_assignment ra JOIN role r ON r.id = ra.role_id WHERE ra.account_id = ? AND ra.organisation_id = g.organisation_id AND r.permissions & ? <> 0)) LIMIT 10001) t;

-- Members by their account's id, after one.
-- name: people_group_members :many
SELECT account_id FROM role_assignment WHERE group_id = ? AND account_id > ? ORDER BY account_id LIMIT ?;
