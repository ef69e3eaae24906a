-- What an organisation and those above it wrote for one kind of mail, the nearest first.
-- name: mail_text_of :many
SELECT a.depth, o.name, t.id, t.language, t.subject, t.body, t.revision, t.updated_at
FROM organisation_ancestor a STRAIGHT_JOIN mail_text t FORCE INDEX (text) ON t.organisation_id = a.ancestor_id AND t.kind = ? JOIN organisation o ON o.id = a.ancestor_id
WHERE a.organisation_id = ? ORDER BY a.depth, t.language;

-- name: mail_text_insert :exec
INSERT INTO mail_text (organisation_id, kind, language, subject, body, updated_at, updated_by, revision) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6), ?, 1);

-- name: mail_text_update :exec
UPDATE mail_text SET subject = ?, body = ?, updated_at = UTC_TIMESTAMP(6), updated_by = ?, revision = revision + 1
WHERE organisation_id = ? AND kind = ? AND language = ? AND revision = ?;

-- name: mail_text_delete :exec
DELETE FROM mail_text WHERE organisation_id = ? AND kind = ? AND language = ? AND revision = ?;

-- Awards to look at a text with: the latest of the organisation.
-- name: mail_text_awards :many
SELECT a.public_id, a.recipient_name, a.recipient_identity, v.name FROM assertion a JOIN badge_class_version v ON v.id = a.badge_class_version_id
WHERE a.organisation_id = ? AND a.state = 0 ORDER BY a.issued_on DESC, a.id DESC LIMIT 20;
