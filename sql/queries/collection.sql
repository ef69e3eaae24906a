-- Collections: what a person shows together. Every statement but those of the public page carries the account.

-- part: columns
c.id, c.public_id, c.account_id, c.name, c.description, c.audience, c.created_at, c.updated_at, c.revision, (SELECT COUNT(*) FROM collection_item n WHERE n.collection_id = c.id)

-- With whether this award or imported badge is in it.
-- name: collection_of_account :many
SELECT @columns@, EXISTS (SELECT 1 FROM collection_item i WHERE i.collection_id = c.id AND i.assertion_id = ? AND i.imported_badge_id = ?)
FROM collection c WHERE c.account_id = ? ORDER BY c.id DESC LIMIT ?;

-- name: collection_get :one
SELECT @columns@, 0 FROM collection c WHERE c.id = ? AND c.account_id = ?;

-- name: collection_public :one
SELECT @columns@, 0 FROM collection c JOIN account a ON a.id = c.account_id AND a.state = 'verified' WHERE c.public_id = ? AND c.audience <> 'private';

-- name: collection_scope :one
SELECT id FROM collection WHERE public_id = ? AND account_id = ?;

-- name: collection_count :one
SELECT COUNT(*) FROM collection WHERE account_id = ?;

-- name: collection_lock :one
SELECT revision FROM collection WHERE id = ? AND account_id = ? FOR UPDATE;

-- name: collection_insert :exec
INSERT INTO collection (public_id, account_id, name, description, audience, created_at, updated_at) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6));

-- name: collection_update :exec
UPDATE collection SET name = ?, description = ?, audience = ?, updated_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ? AND revision = ?;

-- name: collection_touch :exec
UPDATE collection SET updated_at = UTC_TIMESTAMP(6) WHERE id = ?;

-- name: collection_delete :exec
DELETE FROM collection WHERE id = ? AND account_id = ?;

-- name: collection_empty :exec
DELETE FROM collection_item WHERE collection_id = ?;

-- name: collection_empty_all :exec
DELETE i FROM collection_item i JOIN collection c ON c.id = i.collection_id WHERE c.account_id = ?;

-- name: collection_delete_all :exec
DELETE FROM collection WHERE account_id = ?;

-- name: collection_items :many
SELECT assertion_id, imported_badge_id, position FROM collection_item WHERE collection_id = ? ORDER BY position, assertion_id, imported_badge_id;

-- name: collection_item_put :bulk
INSERT INTO collection_item (collection_id, assertion_id, imported_badge_id, position) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE position = VALUES(position);

-- name: collection_item_delete :exec
DELETE FROM collection_item WHERE collection_id = ? AND assertion_id = ? AND imported_badge_id = ?;

-- An imported badge leaves all collections.
-- name: collection_item_delete_imported :exec
DELETE FROM collection_item WHERE imported_badge_id = ?;
