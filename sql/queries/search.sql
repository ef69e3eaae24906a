-- The search over everything in one organisation and those below it: a handful of each kind. whole = 1, or roles on single issuers.

-- part: visible
(? = 1 OR EXISTS (SELECT 1 FROM role_assignment ra JOIN role r ON r.id = ra.role_id
  JOIN organisation_ancestor oa ON oa.ancestor_id = ra.organisation_id AND oa.organisation_id = b.organisation_id
  WHERE ra.account_id = ? AND ra.issuer_id = b.issuer_id AND ra.group_id = 0 AND r.permissions & ? <> 0))

-- name: search_badges :many
SELECT b.public_id, v.name, b.state, COALESCE(g.revision, 0) FROM organisation_ancestor a STRAIGHT_JOIN badge_class b ON b.organisation_id = a.organisation_id
JOIN badge_class_version v ON v.id = b.version_id LEFT JOIN graphic g ON g.id = b.graphic_id WHERE a.ancestor_id = ? AND (v.name LIKE ? OR b.public_id = ?) AND @visible@ ORDER BY v.name, b.id LIMIT 6;

-- The same where many organisations lie below: from the names, in their order, which ends at the sixth; and for a text that is an id.
-- name: search_badges_named :many
-- scan: looks inside names, and badges are tens of thousands at most
SELECT b.public_id, v.name, b.state, COALESCE(g.revision, 0) FROM badge_class_version v FORCE INDEX (by_name) STRAIGHT_JOIN badge_class b FORCE INDEX (by_version) ON b.version_id = v.id
STRAIGHT_JOIN organisation_ancestor a ON a.organisation_id = b.organisation_id LEFT JOIN graphic g ON g.id = b.graphic_id
WHERE a.ancestor_id = ? AND v.name LIKE ? AND ? IS NOT NULL AND @visible@ ORDER BY v.name, v.id LIMIT 6;

-- name: search_badges_id :many
SELECT b.public_id, v.name, b.state, COALESCE(g.revision, 0) FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id
JOIN organisation_ancestor a ON a.organisation_id = b.organisation_id LEFT JOIN graphic g ON g.id = b.graphic_id
WHERE a.ancestor_id = ? AND ? IS NOT NULL AND b.public_id = ? AND @visible@;

-- name: search_issuers :many
SELECT b.public_id, v.name, b.state, 0 FROM organisation_ancestor a STRAIGHT_JOIN (SELECT id, id AS issuer_id, public_id, state, version_id, organisation_id FROM issuer) b
ON b.organisation_id = a.organisation_id JOIN issuer_version v ON v.id = b.version_id WHERE a.ancestor_id = ? AND (v.name LIKE ? OR b.public_id = ?) AND @visible@ ORDER BY v.name, b.id LIMIT 6;

-- name: search_batches :many
SELECT t.public_id, t.name, t.state, 0 FROM organisation_ancestor a STRAIGHT_JOIN batch t FORCE INDEX (by_organisation) ON t.organisation_id = a.organisation_id
JOIN badge_class b ON b.id = t.badge_class_id WHERE a.ancestor_id = ? AND (t.name LIKE ? OR t.public_id = ?) AND @visible@ ORDER BY t.id DESC LIMIT 6;
