-- Who may do what where. issuer_id 0 in a row: the whole organisation.

-- A role in an organisation that was removed sleeps until it is brought back; those above reach it as before.
-- 0: for the whole of the organisation, from there or from above. Roles for one issuer (1; 2 for the one asked about) and one group (3; 4) reach no further.
-- name: access_permissions :many
SELECT IF(ra.issuer_id <> 0, IF(ra.issuer_id = ?, 2, 1), IF(ra.group_id <> 0, IF(ra.group_id = ?, 4, 3), 0)) AS what, CAST(BIT_OR(r.permissions) AS SIGNED)
FROM role_assignment ra JOIN role r ON r.id = ra.role_id JOIN organisation_ancestor oa ON oa.ancestor_id = ra.organisation_id
JOIN organisation place ON place.id = ra.organisation_id AND place.state = 'active'
WHERE ra.account_id = ? AND oa.organisation_id = ? AND ((ra.issuer_id = 0 AND ra.group_id = 0) OR oa.depth = 0) GROUP BY what;

-- name: access_first_organisation :many
SELECT ra.organisation_id FROM role_assignment ra JOIN organisation_ancestor oa ON oa.organisation_id = ra.organisation_id
JOIN organisation place ON place.id = ra.organisation_id AND place.state = 'active' WHERE ra.account_id = ? GROUP BY ra.organisation_id ORDER BY COUNT(*), ra.organisation_id LIMIT 1;

-- name: access_organisation :one
SELECT id, public_id, name, slug FROM organisation WHERE id = ? AND state = 'active';

-- name: access_on_organisation :one
SELECT id, id, 0 FROM organisation WHERE public_id = ?;

-- name: access_on_issuer :one
SELECT organisation_id, id, id FROM issuer WHERE public_id = ?;

-- name: access_on_graphic :one
SELECT organisation_id, id, 0 FROM graphic WHERE public_id = ?;

-- name: access_on_badge_class :one
SELECT organisation_id, id, COALESCE(issuer_id, 0) FROM badge_class WHERE public_id = ?;

-- name: access_on_assertion :one
SELECT a.organisation_id, a.id, COALESCE(b.issuer_id, 0) FROM assertion a JOIN badge_class b ON b.id = a.badge_class_id WHERE a.public_id = ?;

-- name: access_on_batch :one
SELECT t.organisation_id, t.id, COALESCE(b.issuer_id, 0) FROM batch t JOIN badge_class b ON b.id = t.badge_class_id WHERE t.public_id = ?;

-- name: access_on_outbox :one
SELECT o.organisation_id, o.id, COALESCE(b.issuer_id, 0) FROM outbox o LEFT JOIN assertion a ON a.id = o.assertion_id LEFT JOIN badge_class b ON b.id = a.badge_class_id
WHERE o.job_key = ?;

-- For the endorser: what is only named by its address has none.
-- name: access_on_endorsement :one
SELECT endorser_organisation_id, id, issuer_id FROM endorsement WHERE public_id = ? AND issuer_id IS NOT NULL;

-- name: access_on_people_group :one
SELECT organisation_id, id, 0 FROM people_group WHERE public_id = ?;

-- Roles of an account (the second) that reach a person: held in an organisation where the person has a place, or in one above it, or in a group that the
-- person is in.
-- name: access_on_person :many
SELECT DISTINCT h.organisation_id, p.account_id, CAST(r.permissions AS SIGNED), h.group_id FROM account a JOIN role_assignment p ON p.account_id = a.id
JOIN organisation_ancestor oa ON oa.organisation_id = p.organisation_id
JOIN role_assignment h ON h.organisation_id = oa.ancestor_id AND h.issuer_id = 0 AND (h.group_id = 0 OR h.group_id = p.group_id)
JOIN role r ON r.id = h.role_id AND r.permissions <> 0 JOIN organisation place ON place.id = h.organisation_id AND place.state = 'active'
WHERE a.public_id = ? AND a.state <> 'erased' AND h.account_id = ? ORDER BY oa.depth;

-- name: access_account :one
SELECT id, public_id, email, name, language, time_zone FROM account WHERE email = ? AND invitation = '' AND state = 'verified';
