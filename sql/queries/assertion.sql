-- name: assertion_by_public_id :one
SELECT id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id, public_id, COALESCE(batch_id, 0), COALESCE(batch_row, 0), state, acceptance,
  recipient_type, recipient_identity, recipient_name, recipient_key, issued_on, expires_on, external_id, details_json, source, created_by, created_at,
  revoked_at, revocation_reason, revision
FROM assertion WHERE public_id = ?;

-- name: assertion_insert :bulk
INSERT INTO assertion (public_id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id, batch_id, batch_row, recipient_type, recipient_key,
  recipient_identity, recipient_name, issued_on, expires_on, external_id, details_json, source, created_by, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
