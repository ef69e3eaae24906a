-- part: columns
e.id, e.public_id, e.organisation_id, e.subject_kind, e.subject_id, e.subject_version_id, e.subject_version,
  COALESCE(b.public_id, s.public_id, a.public_id, ''), COALESCE(bv.name, sv.name, ''), a.recipient_name,
  COALESCE(e.endorser_organisation_id, 0), COALESCE(e.issuer_id, 0), COALESCE(e.issuer_version_id, 0), i.public_id, iv.name, e.external_url, e.external_name,
  e.state, e.message, e.comment, e.language, e.created_at, e.made_at, e.ended_at, e.reason, e.revision

-- part: joins
LEFT JOIN badge_class b ON e.subject_kind = 'badge_class' AND b.id = e.subject_id
LEFT JOIN issuer s ON e.subject_kind = 'issuer' AND s.id = e.subject_id
LEFT JOIN assertion a ON e.subject_kind = 'assertion' AND a.id = e.subject_id
LEFT JOIN badge_class_version bv ON e.subject_kind <> 'issuer' AND bv.id = e.subject_version_id
LEFT JOIN issuer_version sv ON e.subject_kind = 'issuer' AND sv.id = e.subject_version_id
LEFT JOIN issuer i ON i.id = e.issuer_id LEFT JOIN issuer_version iv ON iv.id = COALESCE(e.issuer_version_id, i.version_id)

-- name: endorsement_by_id :one
SELECT @columns@ FROM endorsement e @joins@ WHERE e.id = ?;

-- name: endorsement_by_public_id :one
SELECT @columns@ FROM endorsement e @joins@ WHERE e.public_id = ?;

-- name: endorsements_live :many
SELECT @columns@ FROM endorsement e @joins@
WHERE e.subject_kind = ? AND e.subject_id = ? AND e.state = 'made' AND (? = 0 OR e.subject_version_id = ?) ORDER BY e.id LIMIT 20;

-- name: endorsements_of :many
SELECT @columns@ FROM endorsement e @joins@ WHERE e.subject_kind = ? AND e.subject_id = ? ORDER BY e.id DESC LIMIT 100;

-- What is asked for, or made for this version: the request is for whatever is there when it is answered.
-- name: endorsements_open :many
SELECT @columns@ FROM endorsement e @joins@
WHERE e.subject_kind = ? AND e.subject_id = ? AND (e.state = 'asked' OR (e.state = 'made' AND e.subject_version_id = ?)) ORDER BY e.id LIMIT 100;

-- name: endorsements_of_wording :one
SELECT (SELECT endorsements_json IS NOT NULL FROM badge_class_version WHERE id = ?) + (SELECT endorsements_json IS NOT NULL FROM issuer_version WHERE id = ?);

-- name: endorsement_insert :exec
INSERT INTO endorsement (public_id, organisation_id, subject_kind, subject_id, subject_version_id, subject_version, endorser_organisation_id, issuer_id, state,
  message, external_url, external_name, created_by, created_at, made_by, made_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), ?, IF(?, UTC_TIMESTAMP(6), NULL));

-- name: endorsement_make :exec
UPDATE endorsement SET state = 'made', subject_version_id = ?, subject_version = ?, issuer_version_id = ?, comment = ?, language = ?, made_by = ?,
  made_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ? AND state = 'asked' AND revision = ?;

-- name: endorsement_end :exec
UPDATE endorsement SET state = ?, reason = ?, ended_by = ?, ended_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ? AND state = ? AND revision = ?;

-- name: endorsements_on_badge_class :exec
UPDATE badge_class_version SET endorsements_json = ? WHERE id = ?;

-- name: endorsements_on_issuer :exec
UPDATE issuer_version SET endorsements_json = ? WHERE id = ?;

-- name: endorsements_on_assertion :exec
UPDATE assertion SET details_json = ?, revision = revision + 1 WHERE id = ?;

-- Lists: the cursor is the public id of the row at the edge; whole 0 limits them to the issuers on which the account has a role.

-- part: filter
e.endorser_organisation_id = ? AND e.state = ?
  AND (? = 1 OR EXISTS (SELECT 1 FROM role_assignment ra JOIN role r ON r.id = ra.role_id
    JOIN organisation_ancestor oa ON oa.ancestor_id = ra.organisation_id AND oa.organisation_id = e.endorser_organisation_id
    WHERE ra.account_id = ? AND ra.issuer_id = e.issuer_id AND ra.group_id = 0 AND r.permissions <> 0))

-- name: endorsement_list_{older,newer} :many
SELECT @columns@ FROM endorsement e @joins@ WHERE @filter@
  AND e.id {<,>} COALESCE((SELECT c.id FROM endorsement c WHERE c.public_id = ?), {9223372036854775807,0}) ORDER BY e.id {DESC,ASC} LIMIT ?;

-- name: endorsement_list_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM endorsement e WHERE @filter@ LIMIT 10001) t;
