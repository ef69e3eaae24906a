-- One act on many people (core/people_act.h).

-- part: columns
t.id, t.public_id, t.organisation_id, t.kind + 0, t.from_group_id, t.to_group_id, COALESCE(t.undo_of, 0), t.state, t.filter_json, t.at_public_id, t.total, t.done_count, t.same_count,
t.refused_count, t.created_by, t.address, t.created_at, t.finished_at, COALESCE(a.name, ''), COALESCE(f.name, ''), COALESCE(g.name, ''), COALESCE(u.public_id, '')
-- part: joins
LEFT JOIN account a ON a.id = t.created_by LEFT JOIN people_group f ON f.id = t.from_group_id LEFT JOIN people_group g ON g.id = t.to_group_id
LEFT JOIN people_act u ON u.undo_of = t.id

-- name: people_act_insert :exec
INSERT INTO people_act (public_id, organisation_id, kind, from_group_id, to_group_id, undo_of, state, filter_json, created_by, address, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6));

-- name: people_act_by_public_id :many
SELECT @columns@ FROM people_act t @joins@ WHERE t.public_id = ? AND t.organisation_id = ?;

-- name: people_act_by_id :many
SELECT @columns@ FROM people_act t @joins@ WHERE t.id = ?;

-- name: people_act_lock :one
SELECT state FROM people_act WHERE id = ? FOR UPDATE;

-- name: people_act_put :bulk
INSERT IGNORE INTO people_act_item (act_id, account_id) VALUES (?, ?);

-- What an undone act did is to be done back.
-- name: people_act_copy :exec
INSERT INTO people_act_item (act_id, account_id, from_role_id, to_role_id) SELECT ?, account_id, from_role_id, to_role_id FROM people_act_item WHERE act_id = ? AND outcome = 1;

-- name: people_act_collected :exec
UPDATE people_act SET at_public_id = ?, state = ?, total = (SELECT COUNT(*) FROM people_act_item WHERE act_id = ?) WHERE id = ?;

-- name: people_act_next :many
SELECT account_id FROM people_act_item WHERE act_id = ? AND outcome = 0 ORDER BY account_id LIMIT 50;

-- name: people_act_item_lock :one
SELECT from_role_id, to_role_id FROM people_act_item WHERE act_id = ? AND account_id = ? AND outcome = 0 FOR UPDATE;

-- name: people_act_item_done :exec
UPDATE people_act_item SET outcome = ?, why = ?, from_role_id = ?, to_role_id = ? WHERE act_id = ? AND account_id = ?;

-- name: people_act_count :exec
UPDATE people_act SET done_count = done_count + (? = 1), same_count = same_count + (? = 2), refused_count = refused_count + (? = 3) WHERE id = ?;

-- name: people_act_finish :exec
UPDATE people_act SET state = 'done', finished_at = UTC_TIMESTAMP(6) WHERE id = ? AND state <> 'done';

-- Refused ones first: they are what one wants to see.
-- name: people_act_items :many
SELECT a.public_id, a.name, a.email, a.state, i.outcome, COALESCE(i.why, ''), i.account_id FROM people_act_item i FORCE INDEX (to_do) JOIN account a ON a.id = i.account_id
WHERE i.act_id = ? AND i.outcome = ? AND i.account_id > ? ORDER BY i.account_id LIMIT ?;
