-- name: batch_by_id :one
SELECT t.id, t.public_id, t.organisation_id, t.badge_class_id, COALESCE(t.badge_class_version_id, 0), COALESCE(t.issuer_version_id, 0), t.name, t.state, t.file_name, t.file_json,
  t.file_sha256, t.mapping_json, t.options_json, t.summary_json, t.row_count, t.checked_count, t.ready_count, t.skip_count, t.error_count, t.warning_count, t.next_chunk,
  t.issued_count, t.skipped_late_count, t.mailed_row, t.created_by, t.created_at, t.updated_at, COALESCE(t.confirmed_by, 0), t.confirmed_at, t.finished_at, t.revision, a.name, c.name
FROM batch t LEFT JOIN account a ON a.id = t.created_by LEFT JOIN account c ON c.id = t.confirmed_by WHERE t.id = ?;

-- name: batch_lock :one
SELECT state, revision, next_chunk, mailed_row FROM batch WHERE id = ? FOR UPDATE;

-- name: batch_insert :exec
INSERT INTO batch (public_id, organisation_id, badge_class_id, name, state, options_json, created_by, created_at, updated_at)
VALUES (?, ?, ?, ?, 'named', '{}', ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6));

-- name: batch_rename :exec
UPDATE batch SET name = ?, badge_class_id = ?, updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ?;

-- name: batch_set_file :exec
UPDATE batch SET state = 'uploaded', file_name = ?, file_json = ?, file_sha256 = ?, mapping_json = ?, options_json = ?, summary_json = NULL, row_count = ?, checked_count = 0,
  ready_count = 0, skip_count = 0, error_count = 0, warning_count = 0, updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ?;

-- name: batch_set_columns :exec
UPDATE batch SET file_json = ?, mapping_json = ?, options_json = ?, row_count = ?, updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ?;

-- name: batch_set_options :exec
UPDATE batch SET options_json = ?, updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ?;

-- name: batch_start_check :exec
UPDATE batch SET state = 'checking', summary_json = NULL, checked_count = 0, ready_count = 0, skip_count = 0, error_count = 0, warning_count = 0,
  updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ?;

-- name: batch_set_checked_count :exec
UPDATE batch SET checked_count = ?, updated_at = UTC_TIMESTAMP(6) WHERE id = ? AND state = 'checking' AND revision = ?;

-- name: batch_set_checked :exec
UPDATE batch SET state = ?, summary_json = ?, badge_class_version_id = ?, checked_count = ?, ready_count = ?, skip_count = ?, error_count = ?, warning_count = ?,
  updated_at = UTC_TIMESTAMP(6) WHERE id = ? AND state = 'checking' AND revision = ?;

-- name: batch_confirm :exec
UPDATE batch SET state = 'issuing', issuer_version_id = ?, options_json = ?, next_chunk = 0, issued_count = 0, confirmed_by = ?, confirmed_at = UTC_TIMESTAMP(6),
  updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ?;

-- name: batch_issued_some :exec
UPDATE batch SET next_chunk = ?, issued_count = issued_count + ?, skipped_late_count = skipped_late_count + ?, updated_at = UTC_TIMESTAMP(6) WHERE id = ?;

-- name: batch_end :exec
UPDATE batch SET state = ?, finished_at = UTC_TIMESTAMP(6), updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ?;

-- name: batch_reopen :exec
UPDATE batch SET state = 'uploaded', summary_json = NULL, updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ?;

-- name: batch_mailed :exec
UPDATE batch SET mailed_row = ? WHERE id = ?;

-- name: batch_delete :exec
DELETE FROM batch WHERE id = ?;

-- name: batch_remembered :many
SELECT mapping_json, options_json FROM batch WHERE badge_class_id = ? AND id <> ? AND mapping_json IS NOT NULL AND confirmed_at IS NOT NULL ORDER BY id DESC LIMIT 1;

-- name: batch_same_file :many
SELECT public_id, name, state, created_at, issued_count FROM batch WHERE organisation_id = ? AND file_sha256 = ? AND id <> ? ORDER BY id DESC LIMIT 5;

-- part: batch_mine
t.organisation_id = ? AND (? OR b.issuer_id IN (SELECT issuer_id FROM role_assignment WHERE account_id = ? AND issuer_id > 0))
  AND (? IS NULL OR t.state = ?) AND (? IS NULL OR t.name LIKE ?) AND (? IS NULL OR b.public_id = ?)

-- name: batch_{older,newer} :many
SELECT t.public_id, t.name, t.state, v.name, g.public_id, COALESCE(g.revision, 0), t.row_count, t.ready_count, t.error_count, t.skip_count, t.issued_count, t.skipped_late_count, t.created_at, a.name
FROM batch t JOIN badge_class b ON b.id = t.badge_class_id JOIN badge_class_version v ON v.id = COALESCE(t.badge_class_version_id, b.version_id)
LEFT JOIN graphic g ON g.id = b.graphic_id LEFT JOIN account a ON a.id = t.created_by
WHERE @batch_mine@ AND t.id {<,>} ? ORDER BY t.id {DESC,ASC} LIMIT ?;

-- name: batch_count :one
SELECT COUNT(*) FROM (SELECT 1 FROM batch t JOIN badge_class b ON b.id = t.badge_class_id WHERE @batch_mine@ LIMIT 10001) n;

-- name: batch_id_of :one
SELECT id FROM batch WHERE public_id = ? AND organisation_id = ?;

-- name: batch_running :many
SELECT t.public_id, t.name, t.state, t.row_count, t.ready_count, t.checked_count, t.issued_count FROM batch t
WHERE t.organisation_id = ? AND t.state IN ('checking', 'issuing') ORDER BY t.id DESC LIMIT 20;

-- name: batch_chunk_insert :exec
INSERT INTO batch_chunk (batch_id, seq, first_row, row_count, data) VALUES (?, ?, ?, ?, ?);

-- name: batch_chunk_delete :exec
DELETE FROM batch_chunk WHERE batch_id = ? LIMIT 200;

-- name: batch_chunk_read :many
SELECT seq, first_row, row_count, ready_before, ready_count, data, verdicts FROM batch_chunk WHERE batch_id = ? AND seq >= ? ORDER BY seq LIMIT ?;

-- name: batch_chunk_of_ready :many
SELECT seq, first_row, row_count, ready_before, ready_count, data, verdicts FROM batch_chunk WHERE batch_id = ? AND ready_before <= ? ORDER BY ready_before DESC, seq DESC LIMIT 1;

-- name: batch_chunk_of_row :many
SELECT seq, first_row, row_count, ready_before, ready_count, data, verdicts FROM batch_chunk WHERE batch_id = ? AND first_row <= ? ORDER BY first_row DESC LIMIT 1;

-- name: batch_chunk_verdicts :many
SELECT seq, first_row, row_count, verdicts FROM batch_chunk WHERE batch_id = ? AND seq >= ? ORDER BY seq LIMIT ?;

-- name: batch_chunk_judge :exec
UPDATE batch_chunk SET verdicts = ?, ready_before = ?, ready_count = ? WHERE batch_id = ? AND seq = ?;

-- name: batch_correction_put :exec
INSERT INTO batch_correction (batch_id, row_ordinal, col, value, created_by, created_at) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6))
ON DUPLICATE KEY UPDATE value = VALUES(value), created_by = VALUES(created_by), created_at = VALUES(created_at);

-- name: batch_correction_read :many
SELECT row_ordinal, col, value FROM batch_correction WHERE batch_id = ? AND row_ordinal >= ? AND row_ordinal < ? ORDER BY row_ordinal, col;

-- name: batch_correction_delete :exec
DELETE FROM batch_correction WHERE batch_id = ?;

-- name: batch_correction_count :one
SELECT COUNT(*) FROM batch_correction WHERE batch_id = ?;

-- name: batch_exception_insert :bulk
INSERT INTO batch_exception (batch_id, row_ordinal, reason) VALUES (?, ?, ?);

-- name: batch_exception_read :many
SELECT row_ordinal, reason FROM batch_exception WHERE batch_id = ? AND row_ordinal >= ? AND row_ordinal < ? ORDER BY row_ordinal;

-- name: batch_exception_delete :exec
DELETE FROM batch_exception WHERE batch_id = ?;

-- name: batch_awards :many
SELECT batch_row, public_id, state FROM assertion WHERE batch_id = ? AND batch_row >= ? AND batch_row < ? ORDER BY batch_row;

-- name: batch_held :many
-- scan: the list of keys that is asked about
SELECT j.i, a.id, a.public_id, a.issued_on, a.expires_on FROM JSON_TABLE(?, '$[*]' COLUMNS (i FOR ORDINALITY, k CHAR(32) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
STRAIGHT_JOIN assertion a FORCE INDEX (by_holder) ON a.badge_class_id = ? AND a.recipient_key = UNHEX(j.k)
WHERE a.state = 0 AND (a.expires_on IS NULL OR a.expires_on >= ?) AND (a.batch_id IS NULL OR a.batch_id <> ?) ORDER BY j.i, a.id;

-- name: batch_replace :exec
UPDATE assertion SET state = 1, revoked_at = UTC_TIMESTAMP(6), revoked_by = ?, revocation_reason = ?, revision = revision + 1 WHERE id = ? AND state = 0;

-- name: batch_mail_rows :many
SELECT batch_row FROM assertion WHERE batch_id = ? AND batch_row > ? ORDER BY batch_row LIMIT 1 OFFSET 999;

-- name: batch_mail_put :exec
INSERT IGNORE INTO outbox (organisation_id, kind, job_key, assertion_id, batch_id, address, due_at, created_at)
SELECT organisation_id, 'mail.award', CONCAT('award:', public_id), id, batch_id, recipient_identity, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
FROM assertion WHERE batch_id = ? AND batch_row > ? AND batch_row <= ? AND recipient_type = 0 AND state = 0;

-- name: batch_mail_counts :many
SELECT state, COUNT(*) FROM outbox WHERE batch_id = ? AND kind = 'mail.award' GROUP BY state;

-- name: batch_award_count :one
SELECT award_count FROM badge_class WHERE id = ?;

-- name: batch_issued_count :one
SELECT issued_count FROM batch WHERE id = ?;

-- name: batch_teller :many
SELECT a.email, a.name FROM batch t JOIN account a ON a.id = t.confirmed_by WHERE t.id = ? AND a.state = 'verified' AND t.confirmed_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND;
