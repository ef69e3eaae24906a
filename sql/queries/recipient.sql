-- What a recipient has proven, and what they hold, across organisations: by their proven addresses and nothing else.

-- name: recipient_identities :many
SELECT id, recipient_type, recipient_key, identity, proven_at FROM account_identity WHERE account_id = ? ORDER BY id;

-- name: recipient_identity_owner :many
SELECT account_id FROM account_identity WHERE recipient_key = ?;

-- name: recipient_identity_insert :exec
INSERT INTO account_identity (account_id, recipient_type, recipient_key, identity, proven_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6));

-- name: recipient_identity_delete :exec
DELETE FROM account_identity WHERE account_id = ? AND id = ?;

-- name: recipient_identity_delete_all :exec
DELETE FROM account_identity WHERE account_id = ?;

-- The name that the newest award to this address gives.
-- name: recipient_name :many
SELECT recipient_name FROM assertion FORCE INDEX (by_recipient) WHERE recipient_key = ? ORDER BY id DESC LIMIT 1;

-- part: card
a.id, a.public_id, a.state, a.acceptance, a.hidden, a.recipient_name, a.issued_on, a.expires_on, a.badge_class_id, b.public_id, v.name, w.name, COALESCE(g.revision, 0), a.revision

-- part: of_card
JOIN badge_class b ON b.id = a.badge_class_id JOIN badge_class_version v ON v.id = a.badge_class_version_id
JOIN issuer_version w ON w.id = a.issuer_version_id LEFT JOIN graphic g ON g.id = b.graphic_id

-- One address's awards, newest first, from before an id. Which: acceptance and hidden, from and to.
-- name: recipient_awards_{older,newer} :many
SELECT @card@ FROM assertion a FORCE INDEX (by_recipient) @of_card@
WHERE a.recipient_key = ? AND a.id {<,>} ? AND a.acceptance BETWEEN ? AND ? AND a.hidden BETWEEN ? AND ? ORDER BY a.id {DESC,ASC} LIMIT ?;

-- One award, if it is to a proven address of the account.
-- name: recipient_award :one
SELECT @card@ FROM assertion a @of_card@ JOIN account_identity i ON i.recipient_key = a.recipient_key WHERE a.public_id = ? AND i.account_id = ?;

-- Those in a collection, as far as they are still to a proven address of its owner.
-- name: recipient_awards_of_collection :many
SELECT @card@ FROM collection c JOIN collection_item i ON i.collection_id = c.id JOIN assertion a ON a.id = i.assertion_id
JOIN account_identity n ON n.recipient_key = a.recipient_key AND n.account_id = c.account_id @of_card@ WHERE c.id = ?;

-- name: recipient_award_count :one
SELECT COUNT(*) FROM (SELECT a.id FROM account_identity i JOIN assertion a FORCE INDEX (by_recipient) ON a.recipient_key = i.recipient_key
  WHERE i.account_id = ? AND a.acceptance BETWEEN ? AND ? AND a.hidden BETWEEN ? AND ? LIMIT ?) t;

-- name: recipient_award_scope :one
SELECT a.organisation_id, a.id FROM assertion a JOIN account_identity i ON i.recipient_key = a.recipient_key WHERE a.public_id = ? AND i.account_id = ?;

-- Held until the end of the transaction, with what it was.
-- name: recipient_award_lock :one
SELECT a.acceptance, a.hidden, a.state FROM assertion a JOIN account_identity i ON i.recipient_key = a.recipient_key WHERE a.id = ? AND i.account_id = ? FOR UPDATE;

-- What is rejected is put aside too; what is accepted comes back.
-- name: recipient_decide :exec
UPDATE assertion SET acceptance = ?, hidden = ?, decided_at = UTC_TIMESTAMP(6), revision = revision + 1 WHERE id = ?;

-- name: recipient_hide :exec
UPDATE assertion SET hidden = ? WHERE id = ?;

-- Mailed links.
-- name: recipient_link_insert :exec
INSERT INTO identity_link (token_hash, account_id, email, next, browser, created_at, expires_at) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? MINUTE);

-- name: recipient_link_load :one
SELECT account_id, email, next, browser FROM identity_link WHERE token_hash = ? AND expires_at > UTC_TIMESTAMP(6);

-- name: recipient_link_take :exec
DELETE FROM identity_link WHERE token_hash = ? AND expires_at > UTC_TIMESTAMP(6);

-- name: recipient_link_delete :exec
DELETE FROM identity_link WHERE email = ? AND account_id = ?;

-- name: recipient_link_delete_account :exec
DELETE FROM identity_link WHERE account_id = ?;

-- name: recipient_link_delete_expired :exec
DELETE FROM identity_link WHERE expires_at < UTC_TIMESTAMP(6) LIMIT 1000;

-- Is there anything here for this address: an award, or an account?
-- name: recipient_known :many
(SELECT 1 FROM assertion FORCE INDEX (by_recipient) WHERE recipient_key = ? LIMIT 1) UNION ALL (SELECT 1 FROM account_identity WHERE recipient_key = ?)
UNION ALL (SELECT 1 FROM account WHERE email = ? AND invitation = '' AND state = 'verified');
