-- The recipient's side: whose addresses are proven, what they decided about their awards, their collections, what they brought from elsewhere.

-- blocks: nothing. Readers and writers of `assertion` go on while the key is built, about a minute for each ten million awards.
ALTER TABLE assertion ADD KEY IF NOT EXISTS by_recipient (recipient_key), ALGORITHM=INPLACE, LOCK=NONE;

-- hidden: the recipient does not want it in their list. decided_at: when they accepted or rejected it.
ALTER TABLE assertion ADD COLUMN IF NOT EXISTS hidden TINYINT NOT NULL DEFAULT 0, ADD COLUMN IF NOT EXISTS decided_at DATETIME(6) NULL, ALGORITHM=INSTANT;

-- An address that an account has proven to be its own. It belongs to one account only.
CREATE TABLE IF NOT EXISTS account_identity (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  recipient_type TINYINT NOT NULL DEFAULT 0 COMMENT 'as in assertion',
  recipient_key BINARY(16) NOT NULL COMMENT 'as in assertion',
  identity VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
  proven_at DATETIME(6) NOT NULL,
  UNIQUE KEY recipient_key (recipient_key),
  KEY by_account (account_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- A mailed link that proves an address, once. account_id 0: it signs in; else it adds the address to that account.
CREATE TABLE IF NOT EXISTS identity_link (
  token_hash BINARY(32) NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL DEFAULT 0,
  email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  KEY by_email (email, account_id),
  KEY by_account (account_id),
  KEY by_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- audience: who may see it. private: its owner; link: whoever has the address; listed: search engines too.
CREATE TABLE IF NOT EXISTS collection (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_id BIGINT NOT NULL,
  name VARCHAR(200) NOT NULL,
  description TEXT NOT NULL,
  audience ENUM('private','link','listed') NOT NULL DEFAULT 'private',
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  revision INT NOT NULL DEFAULT 1,
  UNIQUE KEY public_id (public_id),
  KEY by_account (account_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Either an award of ours or an imported badge; the other is 0.
CREATE TABLE IF NOT EXISTS collection_item (
  collection_id BIGINT NOT NULL,
  assertion_id BIGINT NOT NULL DEFAULT 0,
  imported_badge_id BIGINT NOT NULL DEFAULT 0,
  position INT NOT NULL,
  PRIMARY KEY (collection_id, assertion_id, imported_badge_id),
  KEY by_imported (imported_badge_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- A badge of another issuer's server, as it came, and what the last check of it said.
CREATE TABLE IF NOT EXISTS imported_badge (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_id BIGINT NOT NULL,
  source_url VARCHAR(2000) NULL,
  file_name VARCHAR(255) NULL,
  data MEDIUMBLOB NOT NULL,
  sha256 BINARY(32) NOT NULL COMMENT 'of the address, or of the data',
  outcome ENUM('valid','expired','revoked','unknown','invalid') NOT NULL,
  is_mine TINYINT NOT NULL DEFAULT 0 COMMENT 'it names an address that the account has proven',
  verdict_json MEDIUMTEXT NOT NULL CHECK (JSON_VALID(verdict_json)),
  checked_at DATETIME(6) NOT NULL,
  name VARCHAR(200) NOT NULL,
  issuer_name VARCHAR(200) NOT NULL,
  issued_on DATE NULL,
  expires_on DATE NULL,
  png MEDIUMBLOB NULL COMMENT 'drawn anew from what came; NULL without a picture',
  created_at DATETIME(6) NOT NULL,
  revision INT NOT NULL DEFAULT 1,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY sha256 (account_id, sha256),
  KEY by_account (account_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
