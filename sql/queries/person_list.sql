-- Lists of people (store/person_list.h): in the order of organisation_person, or, where a filter leaves few, by what the filter finds.

-- part: columns
p.account_id, a.public_id, a.name, a.first_name, a.last_name, a.email, COALESCE(a.username, ''), a.state, p.joined_at, a.suspended_at

-- Whether the person belongs there is asked where it stands. Role, and group: of the same place.
-- part: belongs
EXISTS (SELECT 1 FROM role_assignment ra JOIN organisation_ancestor oa ON oa.organisation_id = ra.organisation_id AND oa.ancestor_id = p.organisation_id
  WHERE ra.account_id = p.account_id AND (? IS NULL OR ra.role_id = ?) AND (? IS NULL OR ra.group_id = ?))

-- part: has_text
(? IS NULL OR p.sort_name LIKE ? OR a.name LIKE ? OR a.email LIKE ? OR a.username LIKE ? OR EXISTS (SELECT 1 FROM person_external_id e
  JOIN organisation_ancestor x ON x.organisation_id = e.organisation_id AND x.ancestor_id = p.organisation_id WHERE e.account_id = a.id AND e.external_id LIKE ?))

-- name: person_list_name_{up,down} :many
SELECT STRAIGHT_JOIN @columns@ FROM organisation_person p FORCE INDEX (by_name) JOIN account a ON a.id = p.account_id
WHERE p.organisation_id = ? AND (? IS NULL OR p.sort_name {>,<} ? OR (p.sort_name = ? AND p.account_id {>,<} ?)) AND (? IS NULL OR p.state = ?) AND @has_text@ AND @belongs@
ORDER BY p.sort_name {ASC,DESC}, p.account_id {ASC,DESC} LIMIT ?;

-- name: person_list_date_{up,down} :many
SELECT STRAIGHT_JOIN @columns@ FROM organisation_person p FORCE INDEX (by_date) JOIN account a ON a.id = p.account_id
WHERE p.organisation_id = ? AND (? IS NULL OR p.joined_at {>,<} ? OR (p.joined_at = ? AND p.account_id {>,<} ?)) AND (? IS NULL OR p.state = ?) AND @has_text@ AND @belongs@
ORDER BY p.joined_at {ASC,DESC}, p.account_id {ASC,DESC} LIMIT ?;

-- What the narrowest filter finds in the organisation and below it (? = which), at most 10,001.
-- part: found_role
SELECT ra.account_id AS id FROM organisation_ancestor oa JOIN role_assignment ra ON ra.organisation_id = oa.organisation_id AND ra.role_id = ? WHERE oa.ancestor_id = ? LIMIT 10001
-- part: found_group
SELECT account_id AS id FROM role_assignment WHERE group_id = ? AND ? > 0 LIMIT 10001
-- part: found_state
SELECT account_id AS id FROM organisation_person WHERE state = ? AND organisation_id = ? LIMIT 10001
-- A text: the beginning of the family name, of the name, of the address, of the username, of an id of the organisation's own; when that finds more than 2,000, or
-- the organisation has no more, each row is asked instead (has_text).
-- part: found_text
(SELECT p.account_id AS id FROM organisation_person p FORCE INDEX (by_name) WHERE p.sort_name LIKE ? AND p.organisation_id = ? LIMIT 2001)
UNION (SELECT a.id FROM account a FORCE INDEX (by_name) STRAIGHT_JOIN organisation_person p ON p.account_id = a.id AND p.organisation_id = ? WHERE a.name LIKE ? LIMIT 2001)
UNION (SELECT a.id FROM account a FORCE INDEX (by_email) STRAIGHT_JOIN organisation_person p ON p.account_id = a.id AND p.organisation_id = ? WHERE a.email LIKE ? LIMIT 2001)
UNION (SELECT a.id FROM account a FORCE INDEX (username) STRAIGHT_JOIN organisation_person p ON p.account_id = a.id AND p.organisation_id = ? WHERE a.username LIKE ? LIMIT 2001)
UNION (SELECT e.account_id FROM person_external_id e FORCE INDEX (by_external_id) JOIN organisation_ancestor x ON x.organisation_id = e.organisation_id AND x.ancestor_id = ?
  WHERE e.external_id LIKE ? LIMIT 2001)

-- part: of_found
JOIN organisation_person p ON p.account_id = f.id AND p.organisation_id = ? JOIN account a ON a.id = p.account_id
WHERE (? IS NULL OR p.state = ?) AND @has_text@ AND @belongs@

-- part: beyond
AND (? IS NULL OR IF(? = 1, p.joined_at {>,<} ? OR (p.joined_at = ? AND p.account_id {>,<} ?), p.sort_name {>,<} ? OR (p.sort_name = ? AND p.account_id {>,<} ?)))
ORDER BY IF(? = 1, p.joined_at, NULL) {ASC,DESC}, IF(? = 1, NULL, p.sort_name) {ASC,DESC}, p.account_id {ASC,DESC} LIMIT ?

-- name: person_list_role_{up,down} :many
SELECT @columns@ FROM (SELECT DISTINCT id FROM (@found_role@) f0) f @of_found@ @beyond@;

-- name: person_list_group_{up,down} :many
SELECT @columns@ FROM (@found_group@) f @of_found@ @beyond@;

-- name: person_list_state_{up,down} :many
SELECT @columns@ FROM (@found_state@) f @of_found@ @beyond@;

-- name: person_list_text_{up,down} :many
SELECT @columns@ FROM (@found_text@) f @of_found@ @beyond@;

-- How many the narrowest filter finds; then how many fit all of them.
-- name: person_found_role :one
SELECT COUNT(*) FROM (@found_role@) f;

-- name: person_found_group :one
SELECT COUNT(*) FROM (@found_group@) f;

-- name: person_found_state :one
SELECT COUNT(*) FROM (@found_state@) f;

-- name: person_found_text :one
SELECT COUNT(*) FROM (@found_text@) f;

-- name: person_count_role :one
SELECT COUNT(*) FROM (SELECT DISTINCT id FROM (@found_role@) f0) f @of_found@;

-- name: person_count_group :one
SELECT COUNT(*) FROM (@found_group@) f @of_found@;

-- name: person_count_state :one
SELECT COUNT(*) FROM (@found_state@) f @of_found@;

-- name: person_count_text :one
SELECT COUNT(*) FROM (@found_text@) f @of_found@;

-- name: person_count_asked :one
SELECT COUNT(*) FROM organisation_person p FORCE INDEX (by_name) STRAIGHT_JOIN account a ON a.id = p.account_id
WHERE p.organisation_id = ? AND (? IS NULL OR p.state = ?) AND @has_text@ AND @belongs@;

-- name: person_more_than :one
SELECT COUNT(*) FROM (SELECT 1 FROM organisation_person p FORCE INDEX (by_name) WHERE p.organisation_id = ? LIMIT 2001) t;

-- name: person_count_all :one
SELECT COUNT(*) FROM (SELECT 1 FROM organisation_person p FORCE INDEX (by_name) WHERE p.organisation_id = ? LIMIT 10001) t;

-- name: person_list_edge :many
SELECT p.account_id, p.sort_name, p.joined_at FROM account a JOIN organisation_person p ON p.account_id = a.id WHERE a.public_id = ? AND p.organisation_id = ?;
