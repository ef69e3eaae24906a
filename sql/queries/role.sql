-- A role that ships with the product.
-- name: role_builtin :one
SELECT id FROM role WHERE organisation_id = 0 AND name = ?;

-- name: role_assign :exec
INSERT INTO role_assignment (account_id, organisation_id, issuer_id, group_id, role_id, created_at) VALUES (?, ?, 0, 0, ?, UTC_TIMESTAMP(6));

-- part: columns
r.id, r.organisation_id, r.public_id, r.name, r.display_name, r.description, CAST(r.permissions AS SIGNED), r.reach + 0, r.revision

-- name: role_by_id :one
SELECT @columns@, COALESCE(o.name, ''), r.created_at
FROM role r LEFT JOIN organisation o ON o.id = r.organisation_id WHERE r.id = ?;

-- name: role_by_public_id :one
SELECT @columns@, COALESCE(o.name, ''), r.created_at
FROM role r LEFT JOIN organisation o ON o.id = r.organisation_id WHERE r.public_id = ?;

-- Does a role of this organisation reach that one? Those that ship do.
-- name: role_reaches :many
SELECT 1 FROM organisation_ancestor WHERE organisation_id = ? AND ancestor_id = ?;

-- name: role_lock :one
SELECT revision FROM role WHERE id = ? AND organisation_id = ? FOR UPDATE;

-- name: role_insert :exec
INSERT INTO role (public_id, organisation_id, name, display_name, description, permissions, reach, created_by, created_at)
VALUES (?, ?, ?, ?, ?, ?, 'organisation', ?, UTC_TIMESTAMP(6));

-- name: role_update :exec
UPDATE role SET name = ?, display_name = ?, description = ?, permissions = ?, revision = revision + 1 WHERE id = ? AND organisation_id = ? AND revision = ?;

-- name: role_delete :exec
DELETE FROM role WHERE id = ? AND organisation_id = ? AND revision = ?;

-- Another role of the organisation, or one that ships, with this name, or shown under this one.
-- name: role_name_taken :many
SELECT 1 FROM role WHERE (organisation_id = 0 OR organisation_id = ?) AND name = ? AND id <> ? LIMIT 1;

-- name: role_display_name_taken :many
SELECT 1 FROM role WHERE (organisation_id = 0 OR organisation_id = ?) AND display_name = ? AND id <> ? LIMIT 1;

-- Lists: the roles that can be given in an organisation: its own, those of the organisations above, and those that ship. whose: 0 any, 1 its own, 2 from
-- above, 3 those that ship. By the name that is shown; the cursor is the public id of the row at the edge.

-- part: reached
FROM (SELECT 0 AS id UNION ALL SELECT ancestor_id FROM organisation_ancestor WHERE organisation_id = ?) s STRAIGHT_JOIN role r FORCE INDEX (display_name) ON r.organisation_id = s.id

-- part: wanted
WHERE (? IS NULL OR r.display_name LIKE ? OR r.name LIKE ?) AND (? = 0 OR IF(r.organisation_id = 0, 3, IF(r.organisation_id = ?, 1, 2)) = ?)

-- name: role_list_{older,newer} :many
SELECT @columns@, COALESCE(o.name, ''), r.created_at
@reached@ LEFT JOIN organisation o ON o.id = r.organisation_id LEFT JOIN role c ON c.public_id = ?
@wanted@ AND (c.id IS NULL OR r.display_name {>,<} c.display_name OR (r.display_name = c.display_name AND r.id {>,<} c.id))
ORDER BY r.display_name {ASC,DESC}, r.id {ASC,DESC} LIMIT ?;

-- name: role_list_count :one
SELECT COUNT(*) FROM (SELECT 1 @reached@ @wanted@ LIMIT 10001) t;

-- Who holds a role in an organisation and below it.

-- name: role_holders :many
SELECT STRAIGHT_JOIN a.public_id, a.name, a.email, o.name, ra.issuer_id, ra.group_id FROM organisation_ancestor oa
JOIN role_assignment ra ON ra.organisation_id = oa.organisation_id AND ra.role_id = ?
JOIN account a ON a.id = ra.account_id JOIN organisation o ON o.id = ra.organisation_id
WHERE oa.ancestor_id = ? LIMIT ?;

-- name: role_holders_count :one
SELECT COUNT(*) FROM (SELECT STRAIGHT_JOIN 1 FROM organisation_ancestor oa JOIN role_assignment ra ON ra.organisation_id = oa.organisation_id AND ra.role_id = ?
WHERE oa.ancestor_id = ? LIMIT 10001) t;

-- Everywhere, for who wants to delete it; grouped 1: in groups only.
-- name: role_held :one
SELECT COUNT(*) FROM (SELECT 1 FROM role_assignment WHERE role_id = ? AND (? = 0 OR group_id <> 0) LIMIT 10001) t;

-- name: role_replace :exec
UPDATE role_assignment SET role_id = ? WHERE role_id = ?;

-- A line in the log for each whose role is replaced.
-- name: role_replace_audit :exec
INSERT INTO audit (organisation_id, at, account_id, address, action, object_kind, object_id, before_json, after_json)
SELECT ra.organisation_id, UTC_TIMESTAMP(6), ?, ?, 'role.change', 'account', ra.account_id, JSON_OBJECT('role', ?), JSON_OBJECT('role', ?)
FROM role_assignment ra WHERE ra.role_id = ?;

-- Places: what one person holds where. issuer_id 0 and group_id 0: the organisation.

-- name: role_at :many
SELECT @columns@, '', r.created_at
FROM role_assignment ra JOIN role r ON r.id = ra.role_id
WHERE ra.account_id = ? AND ra.organisation_id = ? AND ra.issuer_id = ? AND ra.group_id = ? FOR UPDATE;

-- Held while it is given, so that it is not deleted meanwhile.
-- name: role_hold :one
SELECT id FROM role WHERE id = ? LOCK IN SHARE MODE;

-- name: role_give :exec
INSERT INTO role_assignment (account_id, organisation_id, issuer_id, group_id, role_id, created_at) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6));

-- name: role_change :exec
UPDATE role_assignment SET role_id = ? WHERE account_id = ? AND organisation_id = ? AND issuer_id = ? AND group_id = ?;

-- name: role_take :exec
DELETE FROM role_assignment WHERE account_id = ? AND organisation_id = ? AND issuer_id = ? AND group_id = ?;

-- Administrators (core/administrator.h).

-- name: role_administrator_hold :exec
INSERT INTO administrator_change (organisation_id, changes) VALUES (?, 1) ON DUPLICATE KEY UPDATE changes = changes + 1;

-- Somebody else than this account who may sign in, and is administrator of the organisation or of one above it.
-- name: role_administrator_other :many
SELECT STRAIGHT_JOIN a.id FROM organisation_ancestor oa JOIN organisation place ON place.id = oa.ancestor_id AND place.state = 'active'
JOIN role_assignment ra ON ra.organisation_id = oa.ancestor_id AND ra.role_id = ? AND ra.issuer_id = 0 AND ra.group_id = 0
JOIN account a ON a.id = ra.account_id AND a.state = 'verified'
WHERE oa.organisation_id = ? AND a.id <> ? LIMIT 1 LOCK IN SHARE MODE;

-- Where an account is administrator.
-- name: role_administrator_where :many
SELECT ra.organisation_id FROM role_assignment ra WHERE ra.account_id = ? AND ra.role_id = ? AND ra.issuer_id = 0 AND ra.group_id = 0;

-- Staff of an issuer.

-- name: staff_list :many
SELECT a.public_id, a.name, a.email, a.state + 0, r.name, r.display_name, ra.created_at FROM role_assignment ra JOIN account a ON a.id = ra.account_id JOIN role r ON r.id = ra.role_id
WHERE ra.issuer_id = ? AND ra.organisation_id = ? ORDER BY ra.role_id, a.name, a.id LIMIT 500;

-- People who belong to the organisation or below it, and have no role at the issuer: by the whole address, or the beginning of the family name.
-- name: staff_candidates :many
SELECT a.public_id, a.name, a.email FROM account a JOIN organisation_person op ON op.account_id = a.id AND op.organisation_id = ?
WHERE a.email = ? AND a.state IN ('invited', 'verified') AND NOT EXISTS (SELECT 1 FROM role_assignment ra WHERE ra.account_id = a.id AND ra.organisation_id = ? AND ra.issuer_id = ?)
UNION
(SELECT a.public_id, a.name, a.email FROM organisation_person op JOIN account a ON a.id = op.account_id
WHERE op.organisation_id = ? AND op.sort_name LIKE ? AND op.state IN ('invited', 'verified')
  AND NOT EXISTS (SELECT 1 FROM role_assignment ra WHERE ra.account_id = a.id AND ra.organisation_id = ? AND ra.issuer_id = ?)
ORDER BY op.sort_name LIMIT 10);

-- The account of somebody who belongs to the organisation or below it, or works for the issuer.
-- name: staff_person :one
SELECT a.id FROM account a WHERE a.public_id = ? AND a.state <> 'erased'
  AND (EXISTS (SELECT 1 FROM organisation_person op WHERE op.organisation_id = ? AND op.account_id = a.id)
    OR EXISTS (SELECT 1 FROM role_assignment ra WHERE ra.account_id = a.id AND ra.organisation_id = ? AND ra.issuer_id = ?));

-- Another owner who may sign in.
-- name: staff_owner_other :many
SELECT a.id FROM role_assignment ra JOIN account a ON a.id = ra.account_id AND a.state = 'verified'
WHERE ra.issuer_id = ? AND ra.role_id = ? AND a.id <> ? LIMIT 1 LOCK IN SHARE MODE;
