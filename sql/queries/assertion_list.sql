-- The Credentials page. Each statement is driven by one index, named by FORCE INDEX, and reads it in order: from a key (exclusive) up to an
-- edge (inclusive), both NULL for "none". What the index cannot decide stands in @fits@; store/assertion_list.c then reads in windows, whose
-- edges come from the edge statements (which touch the index only), so that no page ever reads far.

-- part: columns
a.id, a.public_id, a.state, a.acceptance, a.recipient_type, a.recipient_name, a.recipient_identity, a.issued_on, a.expires_on, a.external_id,
COALESCE(a.batch_row, 0), b.public_id, b.state, v.name, COALESCE(g.revision, 0), COALESCE(t.public_id, ''), COALESCE(t.name, ''), a.badge_class_id,
a.organisation_id, o.name

-- part: joins
JOIN badge_class b ON b.id = a.badge_class_id JOIN badge_class_version v ON v.id = a.badge_class_version_id
JOIN organisation o ON o.id = a.organisation_id LEFT JOIN graphic g ON g.id = b.graphic_id LEFT JOIN batch t ON t.id = a.batch_id

-- Arguments: badge class, state, issued from, to, expires? from, to.
-- part: fits_index
a.badge_class_id = COALESCE(?, a.badge_class_id) AND a.state = COALESCE(?, a.state) AND a.issued_on BETWEEN ? AND ?
AND (? IS NULL OR COALESCE(a.expires_on, '9999-12-31') BETWEEN ? AND ?)
-- And: any text? name like, identity like, external id.
-- part: fits
@fits_index@ AND (? IS NULL OR a.recipient_name LIKE ? OR a.recipient_identity LIKE ? OR a.external_id = ?)

-- Arguments of the ranges: whose, (state, first day, last day | pattern | nothing), key?, key, key, id; of the edges: key?, key, key, id.

-- part: by_issued
a.state = ? AND a.issued_on BETWEEN ? AND ? AND (? IS NULL OR a.issued_on {<,>} ? OR (a.issued_on = ? AND a.id {<,>} ?))
-- part: to_issued
(? IS NULL OR a.issued_on {>,<} ? OR (a.issued_on = ? AND a.id {>=,<=} ?))
-- part: by_expires
a.state = ? AND a.expires_on BETWEEN ? AND ? AND (? IS NULL OR a.expires_on {<,>} ? OR (a.expires_on = ? AND a.id {<,>} ?))
-- part: to_expires
(? IS NULL OR a.expires_on {>,<} ? OR (a.expires_on = ? AND a.id {>=,<=} ?))
-- part: down_issued
a.state = ? AND a.issued_on BETWEEN ? AND ? AND (? IS NULL OR a.issued_on < ? OR (a.issued_on = ? AND a.id < ?))
AND (? IS NULL OR a.issued_on > ? OR (a.issued_on = ? AND a.id >= ?))
-- part: down_order_issued
ORDER BY a.issued_on DESC, a.id DESC
-- part: order_issued
ORDER BY a.issued_on {DESC,ASC}, a.id {DESC,ASC}
-- part: down_expires
a.state = ? AND a.expires_on BETWEEN ? AND ? AND (? IS NULL OR a.expires_on < ? OR (a.expires_on = ? AND a.id < ?))
AND (? IS NULL OR a.expires_on > ? OR (a.expires_on = ? AND a.id >= ?))
-- part: down_order_expires
ORDER BY a.expires_on DESC, a.id DESC
-- part: order_expires
ORDER BY a.expires_on {DESC,ASC}, a.id {DESC,ASC}

-- The four that state and dates alone drive find their 51 ids in the index, and only then touch rows. The other date is in the index too.
-- part: other_expires
(? IS NULL OR COALESCE(a.expires_on, '9999-12-31') BETWEEN ? AND ?)
-- part: other_issued
(? IS NULL OR a.issued_on BETWEEN ? AND ?)

-- name: assertion_list_issued_{down,up} :many
SELECT STRAIGHT_JOIN @columns@ FROM (SELECT a.id FROM assertion a FORCE INDEX (by_organisation)
  WHERE a.organisation_id = ? AND @by_issued@ AND @to_issued@ AND @other_expires@ @order_issued@ LIMIT ?) w
JOIN assertion a ON a.id = w.id @joins@ @order_issued@;

-- name: assertion_list_issued_edge_{down,up} :many
SELECT a.id, a.issued_on FROM assertion a FORCE INDEX (by_organisation) WHERE a.organisation_id = ? AND @by_issued@ @order_issued@ LIMIT ?, 1;

-- name: assertion_list_issued_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM assertion a FORCE INDEX (by_organisation)
  WHERE a.organisation_id = ? AND @down_issued@ AND @other_expires@ @down_order_issued@ LIMIT ?) c;

-- name: assertion_list_badge_issued_{down,up} :many
SELECT STRAIGHT_JOIN @columns@ FROM (SELECT a.id FROM assertion a FORCE INDEX (by_badge)
  WHERE a.badge_class_id = ? AND @by_issued@ AND @to_issued@ AND @other_expires@ @order_issued@ LIMIT ?) w
JOIN assertion a ON a.id = w.id @joins@ @order_issued@;

-- name: assertion_list_badge_issued_edge_{down,up} :many
SELECT a.id, a.issued_on FROM assertion a FORCE INDEX (by_badge) WHERE a.badge_class_id = ? AND @by_issued@ @order_issued@ LIMIT ?, 1;

-- name: assertion_list_badge_issued_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM assertion a FORCE INDEX (by_badge)
  WHERE a.badge_class_id = ? AND @down_issued@ AND @other_expires@ @down_order_issued@ LIMIT ?) c;

-- name: assertion_list_expires_{down,up} :many
SELECT STRAIGHT_JOIN @columns@ FROM (SELECT a.id FROM assertion a FORCE INDEX (by_expiry)
  WHERE a.organisation_id = ? AND @by_expires@ AND @to_expires@ AND @other_issued@ @order_expires@ LIMIT ?) w
JOIN assertion a ON a.id = w.id @joins@ @order_expires@;

-- name: assertion_list_expires_edge_{down,up} :many
SELECT a.id, a.expires_on FROM assertion a FORCE INDEX (by_expiry) WHERE a.organisation_id = ? AND @by_expires@ @order_expires@ LIMIT ?, 1;

-- name: assertion_list_expires_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM assertion a FORCE INDEX (by_expiry)
  WHERE a.organisation_id = ? AND @down_expires@ AND @other_issued@ @down_order_expires@ LIMIT ?) c;

-- name: assertion_list_badge_expires_{down,up} :many
SELECT STRAIGHT_JOIN @columns@ FROM (SELECT a.id FROM assertion a FORCE INDEX (by_badge_expiry)
  WHERE a.badge_class_id = ? AND @by_expires@ AND @to_expires@ AND @other_issued@ @order_expires@ LIMIT ?) w
JOIN assertion a ON a.id = w.id @joins@ @order_expires@;

-- name: assertion_list_badge_expires_edge_{down,up} :many
SELECT a.id, a.expires_on FROM assertion a FORCE INDEX (by_badge_expiry) WHERE a.badge_class_id = ? AND @by_expires@ @order_expires@ LIMIT ?, 1;

-- name: assertion_list_badge_expires_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM assertion a FORCE INDEX (by_badge_expiry)
  WHERE a.badge_class_id = ? AND @down_expires@ AND @other_issued@ @down_order_expires@ LIMIT ?) c;

-- name: assertion_list_badge_search_{down,up} :many
SELECT STRAIGHT_JOIN @columns@ FROM assertion a FORCE INDEX (by_badge) @joins@
WHERE a.badge_class_id = ? AND @by_issued@ AND @to_issued@ AND @fits@ @order_issued@ LIMIT ?;

-- Of a batch: by row. Key and edge are one argument and its "is there one".
-- name: assertion_list_batch_{down,up} :many
SELECT STRAIGHT_JOIN @columns@ FROM assertion a FORCE INDEX (by_batch) @joins@
WHERE a.batch_id = ? AND (? IS NULL OR a.batch_row {<,>} ?) AND (? IS NULL OR a.batch_row {>=,<=} ?) AND @fits@ ORDER BY a.batch_row {DESC,ASC} LIMIT ?;

-- name: assertion_list_batch_edge_{down,up} :many
SELECT a.id, a.batch_row FROM assertion a FORCE INDEX (by_batch)
WHERE a.batch_id = ? AND (? IS NULL OR a.batch_row {<,>} ?) ORDER BY a.batch_row {DESC,ASC} LIMIT ?, 1;

-- Names and identities that begin so. Their indexes hold what else a list may filter by, too.
-- name: assertion_list_name_{down,up} :many
SELECT STRAIGHT_JOIN @columns@ FROM (SELECT a.id FROM assertion a FORCE INDEX (by_name)
  WHERE a.organisation_id = ? AND a.recipient_name LIKE ? AND (? IS NULL OR a.recipient_name {<,>} ? OR (a.recipient_name = ? AND a.id {<,>} ?))
  AND (? IS NULL OR a.recipient_name {>,<} ? OR (a.recipient_name = ? AND a.id {>=,<=} ?)) AND @fits_index@
  ORDER BY a.recipient_name {DESC,ASC}, a.id {DESC,ASC} LIMIT ?) w
JOIN assertion a ON a.id = w.id @joins@ ORDER BY a.recipient_name {DESC,ASC}, a.id {DESC,ASC};

-- name: assertion_list_name_edge_{down,up} :many
SELECT a.id, a.recipient_name FROM assertion a FORCE INDEX (by_name)
WHERE a.organisation_id = ? AND a.recipient_name LIKE ? AND (? IS NULL OR a.recipient_name {<,>} ? OR (a.recipient_name = ? AND a.id {<,>} ?))
ORDER BY a.recipient_name {DESC,ASC}, a.id {DESC,ASC} LIMIT ?, 1;

-- name: assertion_list_name_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM assertion a FORCE INDEX (by_name)
  WHERE a.organisation_id = ? AND a.recipient_name LIKE ? AND (? IS NULL OR a.recipient_name > ? OR (a.recipient_name = ? AND a.id > ?))
  AND (? IS NULL OR a.recipient_name < ? OR (a.recipient_name = ? AND a.id <= ?)) AND @fits_index@ LIMIT ?) c;

-- name: assertion_list_name_any :many
SELECT a.id FROM assertion a FORCE INDEX (by_name) WHERE a.organisation_id = ? AND a.recipient_name LIKE ? LIMIT 1;

-- name: assertion_list_identity_{down,up} :many
SELECT STRAIGHT_JOIN @columns@ FROM (SELECT a.id FROM assertion a FORCE INDEX (by_identity)
  WHERE a.organisation_id = ? AND a.recipient_identity LIKE ? AND (? IS NULL OR a.recipient_identity {<,>} ? OR (a.recipient_identity = ? AND a.id {<,>} ?))
  AND (? IS NULL OR a.recipient_identity {>,<} ? OR (a.recipient_identity = ? AND a.id {>=,<=} ?)) AND @fits_index@
  ORDER BY a.recipient_identity {DESC,ASC}, a.id {DESC,ASC} LIMIT ?) w
JOIN assertion a ON a.id = w.id @joins@ ORDER BY a.recipient_identity {DESC,ASC}, a.id {DESC,ASC};

-- name: assertion_list_identity_edge_{down,up} :many
SELECT a.id, a.recipient_identity FROM assertion a FORCE INDEX (by_identity)
WHERE a.organisation_id = ? AND a.recipient_identity LIKE ? AND (? IS NULL OR a.recipient_identity {<,>} ? OR (a.recipient_identity = ? AND a.id {<,>} ?))
ORDER BY a.recipient_identity {DESC,ASC}, a.id {DESC,ASC} LIMIT ?, 1;

-- name: assertion_list_identity_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM assertion a FORCE INDEX (by_identity)
  WHERE a.organisation_id = ? AND a.recipient_identity LIKE ? AND (? IS NULL OR a.recipient_identity > ? OR (a.recipient_identity = ? AND a.id > ?))
  AND (? IS NULL OR a.recipient_identity < ? OR (a.recipient_identity = ? AND a.id <= ?)) AND @fits_index@ LIMIT ?) c;

-- name: assertion_list_identity_any :many
SELECT a.id FROM assertion a FORCE INDEX (by_identity) WHERE a.organisation_id = ? AND a.recipient_identity LIKE ? LIMIT 1;

-- name: assertion_list_external_any :many
SELECT a.id FROM assertion a FORCE INDEX (by_external) WHERE a.organisation_id = ? AND a.external_id = ? LIMIT 1;

-- Key and edge: is there one, id.
-- name: assertion_list_external_{down,up} :many
SELECT STRAIGHT_JOIN @columns@ FROM assertion a FORCE INDEX (by_external) @joins@
WHERE a.organisation_id = ? AND a.external_id = ? AND (? IS NULL OR a.id {<,>} ?) AND (? IS NULL OR a.id {>=,<=} ?) AND @fits@ ORDER BY a.id {DESC,ASC} LIMIT ?;

-- name: assertion_list_external_edge_{down,up} :many
SELECT a.id, a.id FROM assertion a FORCE INDEX (by_external)
WHERE a.organisation_id = ? AND a.external_id = ? AND (? IS NULL OR a.id {<,>} ?) ORDER BY a.id {DESC,ASC} LIMIT ?, 1;

-- name: assertion_list_one :many
SELECT @columns@ FROM assertion a @joins@ JOIN organisation_ancestor oa ON oa.organisation_id = a.organisation_id
WHERE oa.ancestor_id = ? AND (? IS NULL OR oa.depth = 0) AND a.public_id = ? AND COALESCE(a.batch_id, 0) = COALESCE(?, a.batch_id, 0) AND @fits@;

-- How many, where the index alone knows.
-- name: assertion_list_valid_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM assertion a FORCE INDEX (by_expiry)
  WHERE a.organisation_id = ? AND a.state = 0 AND (a.expires_on IS NULL OR a.expires_on >= ?) LIMIT ?) c;

-- name: assertion_list_badge_valid_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM assertion a FORCE INDEX (by_badge_expiry)
  WHERE a.badge_class_id = ? AND a.state = 0 AND (a.expires_on IS NULL OR a.expires_on >= ?) LIMIT ?) c;

-- name: assertion_list_batch_all_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM assertion a FORCE INDEX (by_batch) WHERE a.batch_id = ? LIMIT ?) c;

-- And where rows have to be looked at: in windows, as the lists.
-- name: assertion_list_badge_search_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM assertion a FORCE INDEX (by_badge) WHERE a.badge_class_id = ? AND @down_issued@ AND @fits@ LIMIT ?) c;

-- name: assertion_list_batch_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM assertion a FORCE INDEX (by_batch)
  WHERE a.batch_id = ? AND (? IS NULL OR a.batch_row > ?) AND (? IS NULL OR a.batch_row <= ?) AND @fits@ LIMIT ?) c;

-- name: assertion_list_external_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM assertion a FORCE INDEX (by_external)
  WHERE a.organisation_id = ? AND a.external_id = ? AND (? IS NULL OR a.id > ?) AND (? IS NULL OR a.id <= ?) AND @fits@ LIMIT ?) c;

-- Where a cursor stands.
-- name: assertion_list_cursor :many
SELECT a.id, a.public_id, a.issued_on, a.expires_on, COALESCE(a.batch_row, 0), a.recipient_name, a.recipient_identity, a.organisation_id FROM assertion a
JOIN organisation_ancestor oa ON oa.organisation_id = a.organisation_id WHERE a.public_id = ? AND oa.ancestor_id = ?;

-- name: assertion_list_cursor_of :one
SELECT public_id FROM assertion WHERE id = ?;

-- name: assertion_list_cursor_of_row :one
SELECT public_id FROM assertion WHERE batch_id = ? AND batch_row = ?;

-- The badge classes whose awards somebody may see who holds roles on single issuers only.
-- name: assertion_list_badges :many
SELECT b.id FROM organisation_ancestor oa JOIN role_assignment ra ON ra.organisation_id = oa.ancestor_id JOIN role r ON r.id = ra.role_id
JOIN badge_class b ON b.issuer_id = ra.issuer_id
WHERE oa.organisation_id = ? AND ra.account_id = ? AND ra.issuer_id <> 0 AND ra.group_id = 0 AND r.permissions & ? <> 0 AND b.organisation_id = oa.organisation_id
AND b.award_count > 0 GROUP BY b.id ORDER BY b.id LIMIT 151;

-- What the filters of the page are called: of the organisation, or of one below it.
-- name: assertion_list_badge :many
SELECT b.id, v.name, b.award_count, b.organisation_id FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id
JOIN organisation_ancestor oa ON oa.organisation_id = b.organisation_id WHERE b.public_id = ? AND oa.ancestor_id = ?;

-- name: assertion_list_batch :many
SELECT t.id, t.name, t.issued_count, t.organisation_id FROM batch t JOIN organisation_ancestor oa ON oa.organisation_id = t.organisation_id
WHERE t.public_id = ? AND oa.ancestor_id = ?;

-- name: assertion_list_choices :many
SELECT b.public_id, v.name FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id
WHERE b.organisation_id = ? AND b.award_count > 0 AND (? = 1 OR EXISTS (SELECT 1 FROM role_assignment ra JOIN role r ON r.id = ra.role_id
  JOIN organisation_ancestor oa ON oa.ancestor_id = ra.organisation_id AND oa.organisation_id = b.organisation_id
  WHERE ra.account_id = ? AND ra.issuer_id = b.issuer_id AND ra.group_id = 0 AND r.permissions & ? <> 0)) ORDER BY v.name, b.id LIMIT 200;

-- name: assertion_list_open :many
SELECT b.public_id, v.name FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id
WHERE b.organisation_id = ? AND b.state = 'published' AND (? = 1 OR EXISTS (SELECT 1 FROM role_assignment ra JOIN role r ON r.id = ra.role_id
  JOIN organisation_ancestor oa ON oa.ancestor_id = ra.organisation_id AND oa.organisation_id = b.organisation_id
  WHERE ra.account_id = ? AND ra.issuer_id = b.issuer_id AND ra.group_id = 0 AND r.permissions & ? <> 0)) ORDER BY v.name, b.id LIMIT 500;

-- name: assertion_list_batch_by_id :many
SELECT public_id, name FROM batch WHERE id = ?;

-- Of an organisation and all below it. The next row of each organisation, one step into an index; the next rows of all are among those of the first of
-- these, so only they are read, and no further than to the last of these heads (store/assertion_below.c). A head: ten characters of date, then the id.
-- part: heads
SELECT t.organisation_id, CAST(SUBSTRING(t.head, 11) AS SIGNED), CAST(LEFT(t.head, 10) AS DATE) FROM (SELECT oa.organisation_id,
-- part: heads_of
FROM organisation_ancestor oa WHERE oa.ancestor_id = ?) t WHERE t.head IS NOT NULL ORDER BY t.head {DESC,ASC} LIMIT ?

-- name: assertion_below_issued_{down,up} :many
@heads@ (SELECT CONCAT(a.issued_on, LPAD(a.id, 20, '0')) FROM assertion a FORCE INDEX (by_organisation)
  WHERE a.organisation_id = oa.organisation_id AND @by_issued@ @order_issued@ LIMIT 1) AS head @heads_of@;

-- name: assertion_below_expires_{down,up} :many
@heads@ (SELECT CONCAT(a.expires_on, LPAD(a.id, 20, '0')) FROM assertion a FORCE INDEX (by_expiry)
  WHERE a.organisation_id = oa.organisation_id AND @by_expires@ @order_expires@ LIMIT 1) AS head @heads_of@;

-- Names and addresses come organisation by organisation, in the order of these: which have any, from one (inclusive) on.
-- part: holders
SELECT oa.organisation_id FROM organisation_ancestor oa WHERE oa.ancestor_id = ? AND oa.organisation_id {<=,>=} ? AND EXISTS (SELECT 1 FROM assertion a
-- name: assertion_below_name_{down,up} :many
@holders@ FORCE INDEX (by_name) WHERE a.organisation_id = oa.organisation_id AND a.recipient_name LIKE ?) ORDER BY oa.organisation_id {DESC,ASC} LIMIT ?;

-- name: assertion_below_identity_{down,up} :many
@holders@ FORCE INDEX (by_identity) WHERE a.organisation_id = oa.organisation_id AND a.recipient_identity LIKE ?) ORDER BY oa.organisation_id {DESC,ASC} LIMIT ?;

-- name: assertion_below_external_{down,up} :many
@holders@ FORCE INDEX (by_external) WHERE a.organisation_id = oa.organisation_id AND a.external_id = ?) ORDER BY oa.organisation_id {DESC,ASC} LIMIT ?;

-- How many were looked at (no more than the limit), and how many of these fit.
-- part: counted
SELECT COUNT(*), COALESCE(SUM(c.fits), 0) FROM (SELECT
-- part: counted_of
AS fits FROM organisation_ancestor oa STRAIGHT_JOIN assertion a
-- name: assertion_below_issued_count :one
@counted@ @other_expires@ @counted_of@ FORCE INDEX (by_organisation) ON a.organisation_id = oa.organisation_id
  WHERE oa.ancestor_id = ? AND a.state = ? AND a.issued_on BETWEEN ? AND ? LIMIT ?) c;

-- name: assertion_below_expires_count :one
@counted@ @other_issued@ @counted_of@ FORCE INDEX (by_expiry) ON a.organisation_id = oa.organisation_id
  WHERE oa.ancestor_id = ? AND a.state = ? AND a.expires_on BETWEEN ? AND ? LIMIT ?) c;

-- name: assertion_below_name_count :one
@counted@ @fits_index@ @counted_of@ FORCE INDEX (by_name) ON a.organisation_id = oa.organisation_id WHERE oa.ancestor_id = ? AND a.recipient_name LIKE ? LIMIT ?) c;

-- name: assertion_below_identity_count :one
@counted@ @fits_index@ @counted_of@ FORCE INDEX (by_identity) ON a.organisation_id = oa.organisation_id WHERE oa.ancestor_id = ? AND a.recipient_identity LIKE ? LIMIT ?) c;

-- name: assertion_below_external_count :one
@counted@ @fits@ @counted_of@ FORCE INDEX (by_external) ON a.organisation_id = oa.organisation_id WHERE oa.ancestor_id = ? AND a.external_id = ? LIMIT ?) c;

-- The badges to choose from, where few organisations lie below.
-- name: assertion_below_choices :many
SELECT b.public_id, v.name, b.organisation_id <> oa.ancestor_id, o.name FROM organisation_ancestor oa STRAIGHT_JOIN badge_class b FORCE INDEX (by_organisation) ON b.organisation_id = oa.organisation_id
JOIN badge_class_version v ON v.id = b.version_id JOIN organisation o ON o.id = b.organisation_id WHERE oa.ancestor_id = ? AND b.award_count > 0 ORDER BY b.organisation_id <> oa.ancestor_id, v.name, b.id LIMIT 200;
