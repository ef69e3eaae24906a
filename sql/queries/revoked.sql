-- Awards of an issuer that are revoked, in pieces: badge class by badge class, each in the order of its index.

-- name: revoked_next_badge :one
SELECT b.id FROM badge_class b FORCE INDEX (by_issuer) WHERE b.issuer_id = ? AND b.id > ? ORDER BY b.id LIMIT 1;

-- name: revoked_of_badge :many
SELECT a.id, a.public_id, a.issued_on, a.revocation_reason FROM assertion a FORCE INDEX (by_badge)
WHERE a.badge_class_id = ? AND a.state = 1 AND a.issued_on >= ? AND (a.issued_on > ? OR a.id > ?)
ORDER BY a.issued_on, a.id LIMIT ?;
