-- part: columns
id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id, public_id, COALESCE(batch_id, 0), COALESCE(batch_row, 0), state, acceptance,
  recipient_type, recipient_identity, recipient_name, recipient_key, issued_on, expires_on, external_id, details_json, source, created_by, created_at,
  revoked_at, COALESCE(revoked_by, 0), revocation_reason, revision

-- name: assertion_by_public_id :one
SELECT @columns@ FROM assertion WHERE public_id = ?;

-- Each column costs as much as a tenth of finding the row, and this is asked for every document and page that is not in a cache.
-- name: assertion_shown :one
SELECT badge_class_version_id, issuer_version_id, state, recipient_type, recipient_identity, recipient_name, issued_on, expires_on, details_json, revision, acceptance
FROM assertion WHERE public_id = ?;

-- The same for Open Badges 3.0, which also says when it was made, and where its status stands.
-- name: assertion_credential :one
SELECT badge_class_version_id, issuer_version_id, state, recipient_type, recipient_identity, recipient_name, issued_on, expires_on, details_json, revision, acceptance,
  id, created_at
FROM assertion WHERE public_id = ?;

-- Those of one issuer within one status list: found by an index of each of its badges.
-- name: assertion_revoked_of :many
SELECT a.id, a.revoked_at FROM badge_class b JOIN assertion a FORCE INDEX (by_badge) ON a.badge_class_id = b.id AND a.state = 1
WHERE b.issuer_id = ? AND a.id BETWEEN ? AND ?;

-- The same by number, in pieces, with what is said of them.
-- name: assertion_revoked_piece :many
SELECT a.id, a.revoked_at, a.public_id, a.revocation_reason FROM assertion a FORCE INDEX (PRIMARY) JOIN badge_class b ON b.id = a.badge_class_id AND b.issuer_id = ?
WHERE a.id BETWEEN ? AND ? AND a.state = 1;

-- name: assertion_latest :many
SELECT @columns@ FROM assertion ORDER BY id DESC LIMIT ?;

-- name: assertion_last_id :one
SELECT COALESCE(MAX(id), 0) FROM assertion;

-- name: assertion_by_id :one
SELECT @columns@ FROM assertion WHERE id = ?;

-- What a recipient holds of a badge class: issued, not expired.
-- name: assertion_held :many
SELECT id, public_id, issued_on, expires_on, recipient_name FROM assertion FORCE INDEX (by_holder)
WHERE badge_class_id = ? AND recipient_key = ? AND state = 0 AND (expires_on IS NULL OR expires_on >= ?) ORDER BY id DESC LIMIT 100;

-- name: assertion_id_of :many
SELECT id FROM assertion WHERE public_id = ? AND badge_class_id = ?;

-- name: assertion_revoke :bulk
UPDATE assertion SET state = 1, revoked_at = UTC_TIMESTAMP(6), revoked_by = ?, revocation_reason = ?, revision = revision + 1 WHERE id = ? AND organisation_id = ? AND state = 0;

-- name: assertion_history :many
SELECT t.at, t.action, COALESCE(a.name, ''), t.account_id, t.after_json FROM audit t LEFT JOIN account a ON a.id = t.account_id
WHERE t.object_kind = 'assertion' AND t.object_id = ? AND t.organisation_id = ? ORDER BY t.id DESC LIMIT 100;

-- name: assertion_insert :bulk
INSERT INTO assertion (public_id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id, batch_id, batch_row, recipient_type, recipient_key,
  recipient_identity, recipient_name, issued_on, expires_on, external_id, details_json, source, created_by, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: assertion_lock :one
SELECT id FROM assertion WHERE id = ? AND organisation_id = ? FOR UPDATE;

-- All that an account holds by its proven addresses, newest first: what is neither rejected nor revoked.
-- name: assertion_of_account :many
SELECT @columns@ FROM (SELECT a.id AS picked FROM account_identity i JOIN assertion a FORCE INDEX (by_recipient) ON a.recipient_key = i.recipient_key
  WHERE i.account_id = ? AND a.acceptance <> 2 AND a.state = 0 AND a.created_at >= ? ORDER BY a.id DESC LIMIT ? OFFSET ?) t
JOIN assertion ON id = picked ORDER BY id DESC;

-- name: assertion_of_account_count :one
SELECT COUNT(*) FROM account_identity i JOIN assertion a FORCE INDEX (by_recipient) ON a.recipient_key = i.recipient_key
WHERE i.account_id = ? AND a.acceptance <> 2 AND a.state = 0 AND a.created_at >= ?;
