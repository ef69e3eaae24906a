-- name: audit_insert :exec
INSERT INTO audit (organisation_id, at, account_id, address, action, object_kind, object_id, before_json, after_json)
VALUES (?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?);
