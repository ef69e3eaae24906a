-- Frameworks of skills: seen in the organisation that brought them and below; changed in that organisation alone.

-- name: framework_by_public_id :one
SELECT f.id, f.public_id, f.organisation_id, f.name, f.publisher, f.url, f.version, f.identifier, f.kind, f.state, COALESCE(f.replaces_id, 0), f.item_count, f.created_at, f.updated_at,
  f.revision, o.name, COALESCE(a.name, '')
FROM framework f JOIN organisation_ancestor oa ON oa.ancestor_id = f.organisation_id AND oa.organisation_id = ?
JOIN organisation o ON o.id = f.organisation_id LEFT JOIN account a ON a.id = f.created_by
WHERE f.public_id = ? AND f.state <> 'loading';

-- name: framework_lock :one
SELECT revision FROM framework WHERE id = ? AND organisation_id = ? FOR UPDATE;

-- name: framework_insert :exec
INSERT INTO framework (public_id, organisation_id, name, publisher, url, version, identifier, kind, state, replaces_id, created_at, created_by, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'loading', ?, UTC_TIMESTAMP(6), ?, UTC_TIMESTAMP(6));

-- name: framework_item_insert :bulk
INSERT INTO framework_item (framework_id, number, parent, code, name, description, kind, url) VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: framework_loaded :exec
UPDATE framework SET state = 'ready', item_count = ?, updated_at = UTC_TIMESTAMP(6) WHERE id = ? AND organisation_id = ? AND state = 'loading';

-- name: framework_set_state :exec
UPDATE framework SET state = ?, updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ? AND organisation_id = ? AND revision = ?;

-- What a reading left behind that broke off: items first, some thousands at a time.
-- name: framework_stale :many
SELECT id FROM framework WHERE state = 'loading' AND updated_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY ORDER BY updated_at LIMIT 1;

-- name: framework_items_delete :exec
DELETE FROM framework_item WHERE framework_id = ? LIMIT 5000;

-- name: framework_delete_stale :exec
DELETE FROM framework WHERE id = ? AND state = 'loading';

-- The list: those of this organisation and of those above, by name; states: those wanted. The cursor is the public id of the row at the edge.
-- part: wanted
WHERE oa.organisation_id = ? AND IF(? IS NULL, f.state = 'ready', f.state = ?) AND f.state <> 'loading' AND (? IS NULL OR f.name LIKE ?)

-- name: framework_list_{older,newer} :many
SELECT f.public_id, f.name, f.publisher, f.version, f.state, f.item_count, f.updated_at, f.organisation_id = ?, o.name
FROM organisation_ancestor oa JOIN framework f ON f.organisation_id = oa.ancestor_id JOIN organisation o ON o.id = f.organisation_id
@wanted@ AND f.id {<,>} COALESCE((SELECT c.id FROM framework c WHERE c.public_id = ?), {9223372036854775807,0})
ORDER BY f.id {DESC,ASC} LIMIT ?;

-- name: framework_list_count :one
SELECT COUNT(*) FROM (SELECT STRAIGHT_JOIN 1 FROM organisation_ancestor oa JOIN framework f FORCE INDEX (by_organisation) ON f.organisation_id = oa.ancestor_id @wanted@ LIMIT 10001) t;

-- Which frameworks can be searched for a badge of this organisation.
-- name: framework_choices :many
SELECT f.id, f.public_id, f.name FROM organisation_ancestor oa JOIN framework f ON f.organisation_id = oa.ancestor_id
WHERE oa.organisation_id = ? AND f.state = 'ready' ORDER BY f.name, f.id LIMIT 200;

-- part: columns
f.public_id, f.name, f.url, i.number, i.code, i.name, i.description, i.kind, i.url, COALESCE(p.name, '')

-- part: above
LEFT JOIN framework_item p ON p.framework_id = i.framework_id AND p.number = i.parent

-- Items. Each search is within one framework's rows, or by words over all, of which those are kept that the organisation sees.
-- name: framework_items_in_order :many
SELECT @columns@
FROM framework f JOIN framework_item i ON i.framework_id = f.id @above@
WHERE f.id = ? AND i.number > ? ORDER BY i.number LIMIT ?;

-- name: framework_items_by_code :many
SELECT STRAIGHT_JOIN @columns@
FROM organisation_ancestor oa JOIN framework f ON f.organisation_id = oa.ancestor_id AND f.state = 'ready'
JOIN framework_item i FORCE INDEX (by_code) ON i.framework_id = f.id AND i.code LIKE ? @above@
WHERE oa.organisation_id = ? AND (? IS NULL OR f.public_id = ?) LIMIT ?;

-- Words that stand in very many items are found among the first ones, without reading the index of all that have them.
-- name: framework_items_by_common_words :many
SELECT s.framework, s.framework_name, s.framework_url, s.number, s.code, s.name, s.description, s.kind, s.url, COALESCE(p.name, '') FROM (
  SELECT f.id, f.public_id AS framework, f.name AS framework_name, f.url AS framework_url, i.number, i.parent, i.code, i.name, i.description, i.kind, i.url
  FROM organisation_ancestor oa JOIN framework f ON f.organisation_id = oa.ancestor_id AND f.state = 'ready' JOIN framework_item i ON i.framework_id = f.id
  WHERE oa.organisation_id = ? AND (? IS NULL OR f.public_id = ?) LIMIT 2000) s
LEFT JOIN framework_item p ON p.framework_id = s.id AND p.number = s.parent
WHERE CONCAT(' ', s.name, ' ', COALESCE(s.description, '')) LIKE ? AND CONCAT(' ', s.name, ' ', COALESCE(s.description, '')) LIKE ?
  AND CONCAT(' ', s.name, ' ', COALESCE(s.description, '')) LIKE ? AND CONCAT(' ', s.name, ' ', COALESCE(s.description, '')) LIKE ? LIMIT ?;

-- name: framework_items_by_words :many
SELECT @columns@
FROM framework_item i JOIN framework f ON f.id = i.framework_id AND f.state = 'ready'
JOIN organisation_ancestor oa ON oa.ancestor_id = f.organisation_id AND oa.organisation_id = ?
@above@
WHERE MATCH (i.name, i.description) AGAINST (? IN BOOLEAN MODE) AND (? IS NULL OR f.public_id = ?) LIMIT ?;

-- The one framework's own page searches whatever its state is.
-- name: framework_items_within :many
SELECT @columns@
FROM framework_item i JOIN framework f ON f.id = i.framework_id @above@
WHERE MATCH (i.name, i.description) AGAINST (? IN BOOLEAN MODE) AND i.framework_id = ? LIMIT ?;

-- name: framework_items_within_by_code :many
SELECT @columns@
FROM framework f JOIN framework_item i ON i.framework_id = f.id @above@
WHERE i.code LIKE ? AND f.id = ? LIMIT ?;

-- name: framework_item_one :many
SELECT @columns@
FROM organisation_ancestor oa JOIN framework f ON f.organisation_id = oa.ancestor_id AND f.state = 'ready'
JOIN framework_item i ON i.framework_id = f.id @above@
WHERE oa.organisation_id = ? AND f.public_id = ? AND i.number = ?;
