-- People from a file (core/people_import.h).

-- part: columns
t.id, t.public_id, t.organisation_id, t.place_organisation_id, t.place_group_id, t.role_id, t.state, t.file_name, t.file_json, t.mapping_json, t.language, t.row_count, t.revision,
t.created_by, t.address, t.created_at, COALESCE(t.finished_at, t.created_at), COALESCE(a.name, ''), o.name, COALESCE(g.name, ''), COALESCE(r.display_name, '')
-- part: joins
LEFT JOIN account a ON a.id = t.created_by JOIN organisation o ON o.id = t.place_organisation_id LEFT JOIN people_group g ON g.id = t.place_group_id LEFT JOIN role r ON r.id = t.role_id

-- name: people_import_insert :exec
INSERT INTO people_import (public_id, organisation_id, place_organisation_id, place_group_id, role_id, state, file_name, file_json, mapping_json, language, created_by, address, created_at)
VALUES (?, ?, ?, ?, ?, 'columns', ?, '{}', '[]', ?, ?, ?, UTC_TIMESTAMP(6));

-- name: people_import_understood :exec
UPDATE people_import SET file_json = ?, mapping_json = ?, row_count = ?, state = ? WHERE id = ?;

-- name: people_import_by_id :many
SELECT @columns@ FROM people_import t @joins@ WHERE t.id = ?;

-- name: people_import_by_public_id :many
SELECT @columns@ FROM people_import t @joins@ WHERE t.public_id = ? AND t.organisation_id = ?;

-- Newest first; of everybody (? NULL), or of one account.
-- name: people_import_list_{older,newer} :many
SELECT @columns@ FROM people_import t @joins@ LEFT JOIN people_import c ON c.public_id = ?
WHERE t.organisation_id = ? AND (? IS NULL OR t.created_by = ?) AND (c.id IS NULL OR t.id {<,>} c.id) ORDER BY t.id {DESC,ASC} LIMIT ?;

-- name: people_import_list_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM people_import t WHERE t.organisation_id = ? AND (? IS NULL OR t.created_by = ?) LIMIT 10001) n;

-- name: people_import_lock :one
SELECT state, revision FROM people_import WHERE id = ? FOR UPDATE;

-- name: people_import_move :exec
UPDATE people_import SET state = ?, finished_at = IF(? IN ('done', 'undone'), UTC_TIMESTAMP(6), NULL) WHERE id = ?;

-- name: people_import_map :exec
UPDATE people_import SET mapping_json = ?, state = ?, revision = revision + 1 WHERE id = ?;

-- name: people_import_rows_fresh :exec
UPDATE people_import_row SET verdict = 0, flaws_json = NULL, email = '', username = NULL, external_id = NULL WHERE import_id = ?;

-- name: people_import_row_put :bulk
INSERT INTO people_import_row (import_id, number, data) VALUES (?, ?, ?);

-- name: people_import_next :many
SELECT number, verdict, account_id, email, done_json, data FROM people_import_row FORCE INDEX (by_verdict) WHERE import_id = ? AND verdict = ? ORDER BY number LIMIT ?;

-- name: people_import_row_lock :one
SELECT verdict FROM people_import_row WHERE import_id = ? AND number = ? AND verdict = ? FOR UPDATE;

-- An earlier row with the same address, username, external id.
-- name: people_import_twice :many
(SELECT 1, number FROM people_import_row WHERE email = ? AND import_id = ? AND number < ? AND verdict <> 4 LIMIT 1)
UNION ALL (SELECT 2, number FROM people_import_row WHERE import_id = ? AND username = ? AND number < ? AND verdict <> 4 LIMIT 1)
UNION ALL (SELECT 3, number FROM people_import_row WHERE import_id = ? AND external_id = ? AND number < ? AND verdict <> 4 LIMIT 1);

-- name: people_import_row_checked :exec
UPDATE people_import_row SET verdict = ?, account_id = ?, email = ?, name = ?, username = ?, external_id = ?, flaws_json = ? WHERE import_id = ? AND number = ?;

-- name: people_import_row_done :exec
UPDATE people_import_row SET verdict = ?, account_id = ?, flaws_json = ?, done_json = ? WHERE import_id = ? AND number = ?;

-- name: people_import_counts :many
SELECT verdict, COUNT(*) FROM people_import_row WHERE import_id = ? GROUP BY verdict;

-- name: people_import_rows_{older,newer} :many
SELECT r.number, r.verdict, r.account_id, r.email, r.name, r.flaws_json, COALESCE(a.public_id, ''), COALESCE(a.state, '') FROM people_import_row r FORCE INDEX (by_verdict)
LEFT JOIN account a ON a.id = r.account_id WHERE r.import_id = ? AND r.verdict = ? AND r.number {>,<} ? ORDER BY r.number {ASC,DESC} LIMIT ?;

-- name: people_import_all_rows :many
SELECT number, verdict, account_id, email, name, flaws_json, data FROM people_import_row WHERE import_id = ? AND number > ? AND (? = 0 OR verdict = ?) ORDER BY number LIMIT ?;

-- What other mails would have to wait behind.
-- name: people_import_mails_waiting :one
SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE state = 'waiting' AND due_at <= UTC_TIMESTAMP(6) LIMIT 500) n;

-- name: people_import_forget :exec
UPDATE people_import_row SET email = '', name = '', username = NULL, external_id = NULL, data = '' WHERE email = (SELECT email FROM account WHERE id = ?);

-- name: people_import_rows_delete :exec
DELETE FROM people_import_row WHERE import_id = ? LIMIT 20000;

-- name: people_import_delete :exec
DELETE FROM people_import WHERE id = ?;

-- name: people_import_over :many
SELECT id FROM people_import WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL 30 DAY ORDER BY created_at LIMIT 1;
