-- People as an organisation sees them: their places (role_assignment), and organisation_person, which is worked out from these.

-- Everything of organisation_person that one account should have. Rows that should not be there go with person_leave.
-- name: person_place :exec
INSERT INTO organisation_person (organisation_id, account_id, sort_name, joined_at, state)
SELECT oa.ancestor_id, a.id, LEFT(TRIM(CONCAT(a.last_name, ' ', a.first_name)), 120), MIN(ra.created_at), a.state
FROM role_assignment ra JOIN account a ON a.id = ra.account_id JOIN organisation_ancestor oa ON oa.organisation_id = ra.organisation_id
WHERE ra.account_id = ? GROUP BY oa.ancestor_id, a.id
ON DUPLICATE KEY UPDATE sort_name = VALUES(sort_name), state = VALUES(state);

-- name: person_leave :exec
DELETE p FROM organisation_person p WHERE p.account_id = ? AND NOT EXISTS (SELECT 1 FROM role_assignment ra
  JOIN organisation_ancestor oa ON oa.organisation_id = ra.organisation_id WHERE ra.account_id = p.account_id AND oa.ancestor_id = p.organisation_id);

-- name: person_renamed :exec
UPDATE organisation_person p JOIN account a ON a.id = p.account_id SET p.sort_name = LEFT(TRIM(CONCAT(a.last_name, ' ', a.first_name)), 120), p.state = a.state
WHERE p.account_id = ?;

-- People with a place in an organisation or below it, by id: for working through them after the tree has changed.
-- name: person_below :many
SELECT DISTINCT ra.account_id FROM organisation_ancestor oa JOIN role_assignment ra ON ra.organisation_id = oa.organisation_id
WHERE oa.ancestor_id = ? AND ra.account_id > ? ORDER BY ra.account_id LIMIT 500;

-- part: columns
a.id, a.public_id, a.email, a.name, a.first_name, a.last_name, COALESCE(a.username, ''), a.state, a.created_at, a.invited_at, a.verified_at, a.suspended_at, a.revision, a.invitation <> ''

-- name: person_by_id :one
SELECT @columns@ FROM account a WHERE a.id = ?;

-- name: person_by_email :many
SELECT @columns@ FROM account a WHERE a.email = ? AND a.invitation = '';

-- Whoever has this address and a place in an organisation or below it: an account first, then those who were invited.
-- name: person_here_by_email :many
SELECT @columns@ FROM account a WHERE a.email = ? AND EXISTS (SELECT 1 FROM role_assignment ra JOIN organisation_ancestor oa ON oa.organisation_id = ra.organisation_id
  WHERE ra.account_id = a.id AND oa.ancestor_id = ?) ORDER BY a.invitation LIMIT 1;

-- The same for those who are in one group.
-- name: person_in_group_by_email :many
SELECT @columns@ FROM account a JOIN role_assignment ra ON ra.account_id = a.id AND ra.group_id = ? WHERE a.email = ? ORDER BY a.invitation LIMIT 1;

-- name: person_username_taken :many
SELECT id FROM account WHERE username = ? AND id <> ?;

-- name: person_lock :one
SELECT revision FROM account WHERE id = ? AND state <> 'erased' FOR UPDATE;

-- name: person_insert :exec
INSERT INTO account (public_id, invitation, email, name, first_name, last_name, username, state, created_at, invited_at)
VALUES (?, ?, ?, ?, ?, ?, ?, 'invited', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6));

-- name: person_update :exec
UPDATE account SET name = ?, first_name = ?, last_name = ?, username = ?, revision = revision + 1 WHERE id = ? AND revision = ?;

-- name: person_suspend :exec
UPDATE account SET state = 'suspended', suspended_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ? AND state IN ('invited', 'verified');

-- Back to what they were.
-- name: person_unsuspend :exec
UPDATE account SET state = IF(verified_at IS NULL, 'invited', 'verified'), suspended_at = NULL, revision = revision + 1 WHERE id = ? AND state = 'suspended';

-- name: person_invited :exec
UPDATE account SET invited_at = UTC_TIMESTAMP(6) WHERE id = ?;

-- name: person_external_id_put :exec
INSERT INTO person_external_id (organisation_id, account_id, external_id) VALUES (?, ?, ?);

-- name: person_external_id_delete :exec
DELETE FROM person_external_id WHERE organisation_id = ? AND account_id = ?;

-- name: person_external_id_delete_all :exec
DELETE FROM person_external_id WHERE account_id = ?;

-- name: person_external_id_of :many
SELECT external_id FROM person_external_id WHERE organisation_id = ? AND account_id = ?;

-- name: person_external_id_whose :many
SELECT account_id FROM person_external_id WHERE organisation_id = ? AND external_id = ?;

-- Places in an organisation and below it, nearest to the top first.
-- name: person_places :many
SELECT ra.organisation_id, o.public_id, o.name, ra.issuer_id, COALESCE(iv.name, ''), ra.group_id, COALESCE(g.public_id, ''), COALESCE(g.name, ''), ra.role_id, r.name, r.display_name, ra.created_at
FROM role_assignment ra JOIN organisation_ancestor oa ON oa.organisation_id = ra.organisation_id JOIN organisation o ON o.id = ra.organisation_id
JOIN role r ON r.id = ra.role_id LEFT JOIN people_group g ON g.id = ra.group_id LEFT JOIN issuer i ON i.id = ra.issuer_id LEFT JOIN issuer_version iv ON iv.id = i.version_id
WHERE ra.account_id = ? AND oa.ancestor_id = ? ORDER BY oa.depth, o.name, ra.group_id, ra.issuer_id LIMIT 200;

-- Does the person have a place in the organisation or below it?
-- name: person_in :many
SELECT 1 FROM role_assignment ra JOIN organisation_ancestor oa ON oa.organisation_id = ra.organisation_id
WHERE ra.account_id = ? AND oa.ancestor_id = ? LIMIT 1;

-- Places that are not in the organisation nor below it.
-- name: person_elsewhere :one
SELECT COUNT(*) FROM role_assignment ra WHERE ra.account_id = ?
AND NOT EXISTS (SELECT 1 FROM organisation_ancestor oa WHERE oa.organisation_id = ra.organisation_id AND oa.ancestor_id = ?);

-- Invitations. Whoever answers one and has no account becomes one; else their places go over to it, but where it has one already.
-- name: person_promote :exec
UPDATE account SET invitation = '', state = 'verified', verified_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ? AND state = 'invited';

-- name: person_merge_places :exec
UPDATE IGNORE role_assignment SET account_id = ? WHERE account_id = ?;

-- name: person_merge_external_ids :exec
UPDATE IGNORE person_external_id SET account_id = ? WHERE account_id = ?;

-- Groups in which both have a place: they lose a member.
-- name: person_merge_counts :exec
UPDATE people_group g JOIN role_assignment ra ON ra.group_id = g.id AND ra.account_id = ? JOIN role_assignment rb ON rb.group_id = g.id AND rb.account_id = ?
SET g.member_count = GREATEST(0, g.member_count - 1);

-- name: person_drop_places :exec
DELETE FROM role_assignment WHERE account_id = ?;

-- name: person_drop :exec
DELETE FROM account WHERE id = ? AND invitation <> '';

-- When the link that was mailed last ends.
-- name: person_link_ends :many
SELECT expires_at FROM one_time_link WHERE account_id = ? AND purpose = 'invite' ORDER BY expires_at DESC LIMIT 1;

-- Groups in which the account has a place.
-- name: person_groups :many
SELECT group_id FROM role_assignment WHERE account_id = ? AND group_id <> 0;

-- What the log says of a person, as far as organisations do that lie in this one or below it.
-- name: person_activity :many
SELECT t.at, t.action, COALESCE(b.name, ''), o.name FROM audit t FORCE INDEX (by_object) JOIN organisation_ancestor oa ON oa.organisation_id = t.organisation_id AND oa.ancestor_id = ?
JOIN organisation o ON o.id = t.organisation_id LEFT JOIN account b ON b.id = t.account_id WHERE t.object_kind = 'account' AND t.object_id = ? ORDER BY t.id DESC LIMIT 20;

-- Awards to an address that the account has proven, of an organisation or those below it, newest first.
-- name: person_awards :many
SELECT x.public_id, v.name, o.name, x.issued_on, x.state FROM account_identity i JOIN assertion x FORCE INDEX (by_recipient) ON x.recipient_key = i.recipient_key
JOIN organisation_ancestor oa ON oa.organisation_id = x.organisation_id AND oa.ancestor_id = ? JOIN organisation o ON o.id = x.organisation_id
JOIN badge_class_version v ON v.id = x.badge_class_version_id WHERE i.account_id = ? ORDER BY x.id DESC LIMIT 10;

-- The place that a person got first.
-- name: person_first_place :many
SELECT o.id, o.name FROM role_assignment ra JOIN organisation o ON o.id = ra.organisation_id WHERE ra.account_id = ? ORDER BY ra.created_at, ra.organisation_id LIMIT 1;
