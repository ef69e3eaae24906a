-- name: audit_insert :exec
INSERT INTO audit (organisation_id, at, account_id, address, action, object_kind, object_id, before_json, after_json)
VALUES (?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?);

-- name: audit_last :many
SELECT COALESCE(a.name, ''), t.at FROM audit t LEFT JOIN account a ON a.id = t.account_id
WHERE t.object_kind = ? AND t.object_id = ? AND t.organisation_id = ? ORDER BY t.id DESC LIMIT 1;

-- What an erased account's rows said of the person. That something was done, and when, stays.
-- name: audit_forget_account :exec
UPDATE audit SET before_json = NULL, after_json = NULL, address = '' WHERE object_kind = 'account' AND object_id = ?;
