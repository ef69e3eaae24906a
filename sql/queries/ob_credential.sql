-- What the Open Badges 3.0 API tells of the badges that a person brought from elsewhere: those of Open Badges 3.0 that came as text, as they are.

-- part: told
FROM imported_badge WHERE account_id = ? AND created_at >= ? AND outcome <> 'invalid' AND LEFT(data, 1) IN ('{', 'e')
AND JSON_VALUE(verdict_json, '$.format') LIKE 'Open Badges 3.0%'

-- name: ob_credential_list :many
SELECT id, LEFT(data, 1) = 'e' @told@ ORDER BY id DESC LIMIT ? OFFSET ?;

-- name: ob_credential_count :one
SELECT COUNT(*) @told@;

-- name: ob_credential_data :many
SELECT data FROM imported_badge WHERE account_id = ? AND id = ?;
