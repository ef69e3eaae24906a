-- Lists of an organisation and of all below it (those of one alone stand with their nouns). A page is found by its ids first, by one of two plans:
-- few: organisation by organisation, and what they hold is sorted; many: the newest of the whole table, one after the other, taken when its
-- organisation lies below. The first reads all that the organisations hold, the second stops as soon as the page is full, but reads what is
-- others' on the way: store/organisation_tree.h says from how many on. The cursor is the public id of the row at the edge.

-- part: visible
(? = 1 OR EXISTS (SELECT 1 FROM role_assignment ra JOIN role r ON r.id = ra.role_id JOIN organisation_ancestor x ON x.ancestor_id = ra.organisation_id
  WHERE x.organisation_id = b.organisation_id AND ra.account_id = ? AND ra.issuer_id = b.issuer_id AND ra.group_id = 0 AND r.permissions <> 0))

-- part: few_badges
organisation_ancestor oa STRAIGHT_JOIN badge_class b FORCE INDEX (by_organisation) ON b.organisation_id = oa.organisation_id
-- part: many_badges
badge_class b FORCE INDEX (PRIMARY) STRAIGHT_JOIN organisation_ancestor oa ON oa.organisation_id = b.organisation_id
-- part: fits
WHERE oa.ancestor_id = ? AND (? IS NULL OR v.name LIKE ?) AND (? IS NULL OR i.public_id = ?) AND IF(? IS NULL, b.state <> 'archived', b.state = ?) AND @visible@
-- part: fitting_badges
STRAIGHT_JOIN badge_class_version v ON v.id = b.version_id LEFT JOIN issuer i ON i.id = b.issuer_id @fits@
-- Two more plans: from the names, which are all looked at, and from one issuer.
-- part: named_badges
badge_class_version v FORCE INDEX (by_name) STRAIGHT_JOIN badge_class b FORCE INDEX (by_version) ON b.version_id = v.id
STRAIGHT_JOIN organisation_ancestor oa ON oa.organisation_id = b.organisation_id LEFT JOIN issuer i ON i.id = b.issuer_id @fits@
-- part: issuer_badges
issuer i STRAIGHT_JOIN badge_class b FORCE INDEX (by_issuer) ON b.issuer_id = i.id
STRAIGHT_JOIN organisation_ancestor oa ON oa.organisation_id = b.organisation_id STRAIGHT_JOIN badge_class_version v ON v.id = b.version_id
WHERE oa.ancestor_id = ? AND (? IS NULL OR v.name LIKE ?) AND ? IS NOT NULL AND i.public_id = ? AND IF(? IS NULL, b.state <> 'archived', b.state = ?) AND @visible@

-- part: badge_rows
SELECT b.public_id, v.name, b.state, b.award_count, b.updated_at, COALESCE(iv.name, ''), COALESCE(g.public_id, ''), COALESCE(g.revision, 0), b.organisation_id, o.name FROM
-- part: badges_beyond
AND b.id {<,>} COALESCE((SELECT c.id FROM badge_class c JOIN organisation_ancestor ca ON ca.organisation_id = c.organisation_id WHERE c.public_id = ? AND ca.ancestor_id = ?),
    {9223372036854775807,0}) ORDER BY b.id {DESC,ASC} LIMIT ?
-- part: badges_found
STRAIGHT_JOIN badge_class b ON b.id = w.id JOIN badge_class_version v ON v.id = b.version_id JOIN organisation o ON o.id = b.organisation_id
LEFT JOIN issuer i ON i.id = b.issuer_id LEFT JOIN issuer_version iv ON iv.id = i.version_id LEFT JOIN graphic g ON g.id = b.graphic_id ORDER BY b.id {DESC,ASC}

-- name: badge_class_below_{older,newer}_[[few|many]] :many
@badge_rows@ (SELECT b.id FROM [[@few_badges@|@many_badges@]] @fitting_badges@ @badges_beyond@) w @badges_found@;

-- name: badge_class_below_{older,newer}_named :many
-- scan: looks inside names, and badges are tens of thousands at most
@badge_rows@ (SELECT b.id FROM @named_badges@ @badges_beyond@) w @badges_found@;

-- name: badge_class_below_{older,newer}_issuer :many
@badge_rows@ (SELECT b.id FROM @issuer_badges@ @badges_beyond@) w @badges_found@;

-- All of a state, whatever they are called: one index has all that is asked.
-- name: badge_class_below_count_state :one
-- scan: in an index, up to the 10,001st
SELECT COUNT(*) FROM (SELECT 1 FROM badge_class b FORCE INDEX (by_version) STRAIGHT_JOIN organisation_ancestor oa ON oa.organisation_id = b.organisation_id
  WHERE oa.ancestor_id = ? AND IF(? IS NULL, b.state <> 'archived', b.state = ?) AND @visible@ LIMIT 10001) t;

-- name: badge_class_below_count_named :one
-- scan: looks inside names, as the lists do
SELECT COUNT(*) FROM (SELECT 1 FROM @named_badges@ LIMIT 10001) t;

-- name: badge_class_below_count_issuer :one
SELECT COUNT(*) FROM (SELECT 1 FROM @issuer_badges@ LIMIT 10001) t;

-- name: badge_class_below_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM @few_badges@ @fitting_badges@ LIMIT 10001) t;

-- part: visible_issuer
(? = 1 OR EXISTS (SELECT 1 FROM role_assignment ra JOIN role r ON r.id = ra.role_id JOIN organisation_ancestor x ON x.ancestor_id = ra.organisation_id
  WHERE x.organisation_id = b.organisation_id AND ra.account_id = ? AND ra.issuer_id = b.id AND ra.group_id = 0 AND r.permissions <> 0))

-- part: few_issuers
organisation_ancestor oa STRAIGHT_JOIN issuer b FORCE INDEX (by_organisation) ON b.organisation_id = oa.organisation_id
-- part: many_issuers
issuer b FORCE INDEX (PRIMARY) STRAIGHT_JOIN organisation_ancestor oa ON oa.organisation_id = b.organisation_id
-- part: fitting_issuers
STRAIGHT_JOIN issuer_version v ON v.id = b.version_id WHERE oa.ancestor_id = ? AND (? IS NULL OR v.name LIKE ?) AND b.state = ? AND @visible_issuer@

-- name: issuer_below_{older,newer}_[[few|many]] :many
SELECT b.public_id, b.state, v.name, v.url, b.updated_at, COALESCE(g.public_id, ''), COALESCE(g.revision, 0),
  (SELECT COUNT(*) FROM badge_class c WHERE c.issuer_id = b.id AND c.state <> 'archived'), b.organisation_id, o.name
FROM (SELECT b.id FROM [[@few_issuers@|@many_issuers@]] @fitting_issuers@
  AND b.id {<,>} COALESCE((SELECT c.id FROM issuer c JOIN organisation_ancestor ca ON ca.organisation_id = c.organisation_id WHERE c.public_id = ? AND ca.ancestor_id = ?),
    {9223372036854775807,0}) ORDER BY b.id {DESC,ASC} LIMIT ?) w
STRAIGHT_JOIN issuer b ON b.id = w.id JOIN issuer_version v ON v.id = b.version_id JOIN organisation o ON o.id = b.organisation_id
LEFT JOIN graphic g ON g.id = v.logo_graphic_id ORDER BY b.id {DESC,ASC};

-- name: issuer_below_count_few :one
SELECT COUNT(*) FROM (SELECT 1 FROM @few_issuers@ @fitting_issuers@ LIMIT 10001) t;

-- name: issuer_below_count_many :one
-- scan: issuers are fewer than the organisations that would be asked one by one; up to the 10,001st
SELECT COUNT(*) FROM (SELECT 1 FROM @many_issuers@ @fitting_issuers@ LIMIT 10001) t;

-- part: few_batches
organisation_ancestor oa STRAIGHT_JOIN batch t FORCE INDEX (by_organisation) ON t.organisation_id = oa.organisation_id
-- part: many_batches
batch t FORCE INDEX (PRIMARY) STRAIGHT_JOIN organisation_ancestor oa ON oa.organisation_id = t.organisation_id
-- part: fitting_batches
STRAIGHT_JOIN badge_class b ON b.id = t.badge_class_id WHERE oa.ancestor_id = ? AND @visible@
  AND (? IS NULL OR t.state = ?) AND (? IS NULL OR t.name LIKE ?) AND (? IS NULL OR b.public_id = ?)

-- name: batch_below_{older,newer}_[[few|many]] :many
SELECT t.public_id, t.name, t.state, v.name, g.public_id, COALESCE(g.revision, 0), t.row_count, t.ready_count, t.error_count, t.skip_count, t.issued_count, t.skipped_late_count,
  t.created_at, a.name, t.organisation_id, o.name
FROM (SELECT t.id FROM [[@few_batches@|@many_batches@]] @fitting_batches@
  AND t.id {<,>} COALESCE((SELECT c.id FROM batch c JOIN organisation_ancestor ca ON ca.organisation_id = c.organisation_id WHERE c.public_id = ? AND ca.ancestor_id = ?),
    {9223372036854775807,0}) ORDER BY t.id {DESC,ASC} LIMIT ?) w
STRAIGHT_JOIN batch t ON t.id = w.id JOIN badge_class b ON b.id = t.badge_class_id JOIN badge_class_version v ON v.id = COALESCE(t.badge_class_version_id, b.version_id)
JOIN organisation o ON o.id = t.organisation_id LEFT JOIN graphic g ON g.id = b.graphic_id LEFT JOIN account a ON a.id = t.created_by ORDER BY t.id {DESC,ASC};

-- name: batch_below_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM @few_batches@ @fitting_batches@ LIMIT 10001) t;

-- What can be awarded, for a select: down to a depth.
-- name: badge_class_below_open :many
SELECT b.public_id, v.name, iv.name, b.organisation_id, o.name FROM @few_badges@ STRAIGHT_JOIN badge_class_version v ON v.id = b.version_id
JOIN issuer s ON s.id = b.issuer_id JOIN issuer_version iv ON iv.id = s.version_id JOIN organisation o ON o.id = b.organisation_id
WHERE oa.ancestor_id = ? AND oa.depth <= ? AND b.state = 'published' AND @visible@ ORDER BY o.id <> oa.ancestor_id, v.name, b.id LIMIT 500;

-- How many there are, itself included; no more than matter.
-- name: organisation_reach :one
SELECT COUNT(*) FROM (SELECT 1 FROM organisation_ancestor WHERE ancestor_id = ? LIMIT 302) t;
