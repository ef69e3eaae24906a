-- name: audit_insert :exec
INSERT INTO audit (organisation_id, at, account_id, address, action, object_kind, object_id, before_json, after_json)
VALUES (?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?);

-- name: audit_last :many
SELECT COALESCE(a.name, ''), t.at FROM audit t LEFT JOIN account a ON a.id = t.account_id
WHERE t.object_kind = ? AND t.object_id = ? AND t.organisation_id = ? ORDER BY t.id DESC LIMIT 1;

-- What an erased account's rows said of the person. That something was done, and when, stays.
-- name: audit_forget_account :exec
UPDATE audit SET before_json = NULL, after_json = NULL, address = '' WHERE object_kind = 'account' AND object_id = ?;

-- Reading the log (store/audit_list.h): newest first, by id; each row belongs to an organisation, and the reader sees theirs and those below.

-- The newest rows of the whole log that fit, of the latest 5,000: a large tree has a page of them there, and none of its organisations needs to be asked.
-- name: audit_newest :many
SELECT STRAIGHT_JOIN a.id FROM (SELECT id, organisation_id, object_kind, action, at FROM audit WHERE id < ? AND id >= ? ORDER BY id DESC LIMIT 5000) a
JOIN organisation_ancestor oa ON oa.organisation_id = a.organisation_id AND oa.ancestor_id = ?
WHERE (? IS NULL OR a.object_kind = ?) AND (? IS NULL OR a.action = ?) AND (? IS NULL OR a.at >= ?) AND (? IS NULL OR a.at < ?) ORDER BY a.id DESC LIMIT ?;

-- The organisations of the tree by their latest row that fits, one step into an index for each. The newest rows of all are among the newest of the first of them.
-- name: audit_latest :many
SELECT t.organisation_id, t.last FROM (SELECT oa.organisation_id,
  (SELECT a.id FROM audit a WHERE a.organisation_id = oa.organisation_id AND a.id < ? AND a.id >= ? AND (? IS NULL OR a.object_kind = ?) AND (? IS NULL OR a.action = ?) AND (? IS NULL OR a.at >= ?) AND (? IS NULL OR a.at < ?) ORDER BY a.id DESC LIMIT 1) AS last
  FROM organisation_ancestor oa WHERE oa.ancestor_id = ?) t
WHERE t.last IS NOT NULL ORDER BY t.last DESC LIMIT ?;

-- name: audit_of_organisation :many
SELECT a.id FROM audit a WHERE a.organisation_id = ? AND a.id < ? AND a.id >= ? AND (? IS NULL OR a.object_kind = ?) AND (? IS NULL OR a.action = ?) AND (? IS NULL OR a.at >= ?) AND (? IS NULL OR a.at < ?) ORDER BY a.id DESC LIMIT ?;

-- name: audit_of_account :many
SELECT a.id FROM audit a FORCE INDEX (by_account) JOIN organisation_ancestor oa ON oa.organisation_id = a.organisation_id AND oa.ancestor_id = ?
WHERE a.account_id = ? AND a.id < ? AND a.id >= ? AND (? IS NULL OR a.object_kind = ?) AND (? IS NULL OR a.action = ?) AND (? IS NULL OR a.at >= ?) AND (? IS NULL OR a.at < ?) ORDER BY a.id DESC LIMIT ?;

-- name: audit_of_object :many
SELECT a.id FROM audit a FORCE INDEX (by_object) JOIN organisation_ancestor oa ON oa.organisation_id = a.organisation_id AND oa.ancestor_id = ?
WHERE a.object_kind = ? AND a.object_id = ? AND (? = 0 OR a.account_id = ?) AND a.id < ? AND a.id >= ?
  AND (? IS NULL OR a.action = ?) AND (? IS NULL OR a.at >= ?) AND (? IS NULL OR a.at < ?) ORDER BY a.id DESC LIMIT ?;

-- The first row of about that time: ids grow with time, to the second.
-- name: audit_at :many
SELECT id FROM audit WHERE at >= ? ORDER BY at, id LIMIT 1;

-- What is long is not shown: the wording of a badge may have megabytes.
-- name: audit_rows :many
SELECT a.id, a.at, COALESCE(o.name, ''), a.account_id, COALESCE(p.name, ''), COALESCE(p.email, ''), a.address, a.action, a.object_kind, a.object_id,
  IF(LENGTH(a.before_json) > 65536, NULL, a.before_json), IF(LENGTH(a.after_json) > 65536, NULL, a.after_json),
  COALESCE(LENGTH(a.before_json), 0) > 65536 OR COALESCE(LENGTH(a.after_json), 0) > 65536
FROM audit a LEFT JOIN account p ON p.id = a.account_id LEFT JOIN organisation o ON o.id = a.organisation_id
WHERE a.id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ORDER BY a.id DESC;

-- name: audit_count :one
SELECT COUNT(*) FROM (SELECT STRAIGHT_JOIN 1 FROM organisation_ancestor oa JOIN audit a ON a.organisation_id = oa.organisation_id
WHERE oa.ancestor_id = ? AND a.id < ? AND a.id >= ? AND (? IS NULL OR a.object_kind = ?) AND (? IS NULL OR a.action = ?) AND (? IS NULL OR a.at >= ?) AND (? IS NULL OR a.at < ?) LIMIT 10001) t;

-- What a row is about: its public id and its name now. One of these has a kind that fits.
-- name: audit_thing :many
SELECT i.public_id, v.name FROM issuer i JOIN issuer_version v ON v.id = i.version_id WHERE ? = 'issuer' AND i.id = ?
UNION ALL SELECT public_id, name FROM graphic WHERE ? = 'graphic' AND id = ?
UNION ALL SELECT b.public_id, v.name FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id WHERE ? = 'badge_class' AND b.id = ?
UNION ALL SELECT public_id, recipient_name FROM assertion WHERE ? = 'assertion' AND id = ?
UNION ALL SELECT public_id, name FROM batch WHERE ? = 'batch' AND id = ?
UNION ALL SELECT public_id, '' FROM endorsement WHERE ? = 'endorsement' AND id = ?
UNION ALL SELECT public_id, name FROM organisation WHERE ? = 'organisation' AND id = ?
UNION ALL SELECT public_id, name FROM account WHERE ? = 'account' AND id = ?
UNION ALL SELECT public_id, display_name FROM role WHERE ? = 'role' AND id = ?
UNION ALL SELECT public_id, name FROM people_group WHERE ? = 'people_group' AND id = ?;

-- Whether a person has a page here: who left, or was never here, is told by name alone.
-- name: audit_person_here :one
SELECT COUNT(*) FROM organisation_person WHERE organisation_id = ? AND account_id = ?;

-- The other way round.
-- name: audit_thing_id :many
SELECT id FROM issuer WHERE ? = 'issuer' AND public_id = ?
UNION ALL SELECT id FROM graphic WHERE ? = 'graphic' AND public_id = ?
UNION ALL SELECT id FROM badge_class WHERE ? = 'badge_class' AND public_id = ?
UNION ALL SELECT id FROM assertion WHERE ? = 'assertion' AND public_id = ?
UNION ALL SELECT id FROM batch WHERE ? = 'batch' AND public_id = ?
UNION ALL SELECT id FROM endorsement WHERE ? = 'endorsement' AND public_id = ?
UNION ALL SELECT id FROM organisation WHERE ? = 'organisation' AND public_id = ?
UNION ALL SELECT id FROM account WHERE ? = 'account' AND public_id = ?
UNION ALL SELECT id FROM role WHERE ? = 'role' AND public_id = ?
UNION ALL SELECT id FROM people_group WHERE ? = 'people_group' AND public_id = ?;
