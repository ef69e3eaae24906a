-- part: columns
o.id, o.public_id, o.name, o.slug, COALESCE(o.parent_id, 0), o.description, o.state, o.revision, o.created_at, o.language
-- How many lie directly below.
-- part: children
(SELECT COUNT(*) FROM organisation c WHERE c.parent_id = o.id AND c.state = 'active')
-- Does a role of the account, for a whole organisation, reach o? Arguments: account, bits of which the role must have one.
-- part: reached
EXISTS (SELECT 1 FROM role_assignment ra JOIN role r ON r.id = ra.role_id JOIN organisation place ON place.id = ra.organisation_id AND place.state = 'active'
  JOIN organisation_ancestor x ON x.ancestor_id = ra.organisation_id AND x.organisation_id = o.id
  WHERE ra.account_id = ? AND ra.issuer_id = 0 AND ra.group_id = 0 AND r.permissions & ? <> 0)

-- name: organisation_by_id :one
SELECT @columns@ FROM organisation o WHERE o.id = ?;

-- name: organisation_by_public_id :one
SELECT @columns@ FROM organisation o WHERE o.public_id = ?;

-- By its address, or one that it had before.
-- name: organisation_by_slug :one
SELECT @columns@ FROM organisation o WHERE o.slug = ?;

-- name: organisation_by_old_slug :one
SELECT @columns@ FROM organisation_slug s JOIN organisation o ON o.id = s.organisation_id WHERE s.slug = ?;

-- Organisations without a parent, in the order they were made.
-- name: organisation_roots :many
SELECT @columns@ FROM organisation o WHERE o.parent_id IS NULL ORDER BY o.id LIMIT 100;

-- Is an address somebody else's, now or before?
-- name: organisation_slug :many
SELECT o.id FROM organisation o WHERE o.slug = ? AND o.id <> ? UNION ALL SELECT s.organisation_id FROM organisation_slug s WHERE s.slug = ? AND s.organisation_id <> ?;

-- name: organisation_insert :exec
INSERT INTO organisation (public_id, parent_id, slug, name, description, language, created_at) VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6));

-- name: organisation_insert_self :exec
INSERT INTO organisation_ancestor (organisation_id, ancestor_id, depth) VALUES (?, ?, 0);

-- name: organisation_insert_above :exec
INSERT INTO organisation_ancestor (organisation_id, ancestor_id, depth) SELECT ?, p.ancestor_id, p.depth + 1 FROM organisation_ancestor p WHERE p.organisation_id = ?;

-- name: organisation_update :exec
UPDATE organisation SET name = ?, slug = ?, description = ?, language = ?, state = ?, updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ? AND revision = ?;

-- name: organisation_keep_slug :exec
INSERT INTO organisation_slug (slug, organisation_id, created_at) VALUES (?, ?, UTC_TIMESTAMP(6));

-- name: organisation_take_slug :exec
DELETE FROM organisation_slug WHERE slug = ? AND organisation_id = ?;

-- --- the shape of the tree

-- Changed, not only locked: two nodes of a cluster then cannot both commit.
-- name: organisation_tree_hold :exec
UPDATE organisation_tree SET changed_at = UTC_TIMESTAMP(6) WHERE id = 1;

-- name: organisation_lock :one
SELECT revision FROM organisation WHERE id = ? FOR UPDATE;

-- name: organisation_is_below :many
SELECT 1 FROM organisation_ancestor WHERE organisation_id = ? AND ancestor_id = ?;

-- What those above an organisation counted, when the tree changes: with it and without it, it is counted anew.
-- name: organisation_uncount :exec
DELETE m FROM organisation_ancestor oa STRAIGHT_JOIN issued_month_below m FORCE INDEX (PRIMARY) ON m.organisation_id = oa.ancestor_id WHERE oa.organisation_id = ?;

-- What is in the subtree leaves those above it ...
-- name: organisation_unhang :exec
DELETE oa FROM organisation_ancestor s JOIN organisation_ancestor up ON up.organisation_id = ? AND up.depth > 0
JOIN organisation_ancestor oa ON oa.organisation_id = s.organisation_id AND oa.ancestor_id = up.ancestor_id WHERE s.ancestor_id = ?;

-- ... and gets those of the new place.
-- name: organisation_hang :exec
INSERT INTO organisation_ancestor (organisation_id, ancestor_id, depth)
SELECT s.organisation_id, p.ancestor_id, s.depth + p.depth + 1 FROM organisation_ancestor s JOIN organisation_ancestor p ON p.organisation_id = ? WHERE s.ancestor_id = ?;

-- name: organisation_set_parent :exec
UPDATE organisation SET parent_id = ?, updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ? AND revision = ?;

-- name: organisation_below_count :one
SELECT COUNT(*) FROM organisation_ancestor WHERE ancestor_id = ? AND depth > 0;

-- What an organisation itself holds, as far as it is in use; of people at most 10,001.
-- name: organisation_holds :one
SELECT (SELECT COUNT(*) FROM organisation WHERE parent_id = o.id AND state = 'active'), (SELECT COUNT(*) FROM issuer WHERE organisation_id = o.id AND state = 'active'),
  (SELECT COUNT(*) FROM badge_class WHERE organisation_id = o.id AND state <> 'archived'),
  (SELECT COUNT(*) FROM batch WHERE organisation_id = o.id AND state IN ('checking', 'issuing')),
  (SELECT COUNT(*) FROM (SELECT DISTINCT account_id FROM role_assignment WHERE organisation_id = ? LIMIT 10001) p),
  (SELECT COALESCE(SUM(award_count), 0) FROM badge_class WHERE organisation_id = o.id)
FROM organisation o WHERE o.id = ?;

-- --- looking

-- From the top down, as far as the account sees.
-- name: organisation_path :many
SELECT @columns@, 0 FROM organisation_ancestor oa JOIN organisation o ON o.id = oa.ancestor_id WHERE oa.organisation_id = ? AND @reached@ ORDER BY oa.depth DESC;

-- Where the account's roles begin: no other role of theirs reaches these.
-- name: organisation_tops :many
SELECT @columns@, @children@ FROM role_assignment t JOIN role tr ON tr.id = t.role_id AND tr.permissions <> 0 JOIN organisation o ON o.id = t.organisation_id AND o.state = 'active'
WHERE t.account_id = ? AND t.issuer_id = 0 AND t.group_id = 0 AND NOT EXISTS (SELECT 1 FROM organisation_ancestor x
  JOIN role_assignment ra ON ra.account_id = t.account_id AND ra.organisation_id = x.ancestor_id AND ra.issuer_id = 0 AND ra.group_id = 0
  JOIN role r ON r.id = ra.role_id AND r.permissions <> 0 JOIN organisation place ON place.id = ra.organisation_id AND place.state = 'active'
  WHERE x.organisation_id = o.id AND x.depth > 0)
ORDER BY o.name, o.id LIMIT ?;

-- name: organisation_level :many
SELECT @columns@, @children@ FROM organisation o FORCE INDEX (by_level)
WHERE o.parent_id = ? AND o.state = ? AND (? IS NULL OR o.name > ? OR (o.name = ? AND o.id > ?)) ORDER BY o.name, o.id LIMIT ?;

-- Of all that are reached, but for one and what lies below it. Arguments: name like, slug like, account, bits, that one, cursor, limit.
-- name: organisation_search :many
-- scan: looks inside names, and organisations are tens of thousands at most
SELECT @columns@, @children@ FROM organisation o FORCE INDEX (by_name)
WHERE o.state = 'active' AND (o.name LIKE ? OR o.slug LIKE ?) AND @reached@ AND NOT EXISTS (SELECT 1 FROM organisation_ancestor y WHERE y.organisation_id = o.id AND y.ancestor_id = ?)
  AND (? IS NULL OR o.name > ? OR (o.name = ? AND o.id > ?)) ORDER BY o.name, o.id LIMIT ?;

-- name: organisation_search_count :one
-- scan: as above
SELECT COUNT(*) FROM (SELECT 1 FROM organisation o WHERE o.state = 'active' AND (o.name LIKE ? OR o.slug LIKE ?) AND @reached@
  AND NOT EXISTS (SELECT 1 FROM organisation_ancestor y WHERE y.organisation_id = o.id AND y.ancestor_id = ?) LIMIT 10001) n;

-- Whose roles reach the first organisation from above but not the second: they lose or gain it by a move. Only roles in places that the account reaches.
-- name: organisation_sight :many
SELECT STRAIGHT_JOIN a.name, a.email, hr.display_name, o.name FROM organisation_ancestor w JOIN organisation o ON o.id = w.ancestor_id
JOIN role_assignment h ON h.organisation_id = w.ancestor_id AND h.issuer_id = 0 AND h.group_id = 0 JOIN role hr ON hr.id = h.role_id AND hr.permissions <> 0
JOIN account a ON a.id = h.account_id
WHERE w.organisation_id = ? AND @reached@ AND NOT EXISTS (SELECT 1 FROM organisation_ancestor n WHERE n.organisation_id = ? AND n.ancestor_id = w.ancestor_id)
ORDER BY w.depth, a.name, a.id LIMIT ?;

-- name: organisation_unseen :many
SELECT 1 FROM organisation_ancestor w JOIN organisation o ON o.id = w.ancestor_id WHERE w.organisation_id = ?
AND NOT EXISTS (SELECT 1 FROM organisation_ancestor n WHERE n.organisation_id = ? AND n.ancestor_id = w.ancestor_id) AND NOT @reached@ LIMIT 1;

-- --- the switcher: whatever the role, and for whatever it is

-- part: belongs
EXISTS (SELECT 1 FROM role_assignment ra JOIN organisation place ON place.id = ra.organisation_id AND place.state = 'active'
  JOIN organisation_ancestor x ON x.ancestor_id = ra.organisation_id AND x.organisation_id = o.id AND (ra.group_id = 0 OR x.depth = 0) WHERE ra.account_id = ?)

-- The first few that are met: enough to know whether there are more.
-- name: organisation_few :many
SELECT @columns@, 0 FROM (SELECT DISTINCT x.organisation_id FROM role_assignment ra JOIN organisation place ON place.id = ra.organisation_id AND place.state = 'active'
  JOIN organisation_ancestor x ON x.ancestor_id = ra.organisation_id AND (ra.group_id = 0 OR x.depth = 0) JOIN organisation e ON e.id = x.organisation_id AND e.state = 'active'
  WHERE ra.account_id = ? LIMIT ?) few JOIN organisation o ON o.id = few.organisation_id ORDER BY o.name, o.id;

-- name: organisation_recent :many
SELECT @columns@, 0 FROM organisation_visit v JOIN organisation o ON o.id = v.organisation_id AND o.state = 'active'
WHERE v.account_id = ? AND @belongs@ ORDER BY v.visited_at DESC LIMIT ?;

-- name: organisation_choose :many
-- scan: as organisation_search
SELECT @columns@, 0 FROM organisation o FORCE INDEX (by_name) WHERE o.state = 'active' AND (o.name LIKE ? OR o.slug LIKE ?) AND @belongs@
  AND (? IS NULL OR o.name > ? OR (o.name = ? AND o.id > ?)) ORDER BY o.name, o.id LIMIT ?;

-- name: organisation_visit :exec
INSERT INTO organisation_visit (account_id, organisation_id, visited_at) VALUES (?, ?, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE visited_at = UTC_TIMESTAMP(6);

-- name: organisation_visits_trim :exec
DELETE FROM organisation_visit WHERE account_id = ? AND visited_at < COALESCE((SELECT MIN(t.visited_at) FROM (SELECT v.visited_at FROM organisation_visit v
  WHERE v.account_id = ? ORDER BY v.visited_at DESC LIMIT 12) t), '1970-01-01');

-- name: organisation_visits_forget :exec
DELETE FROM organisation_visit WHERE account_id = ?;
