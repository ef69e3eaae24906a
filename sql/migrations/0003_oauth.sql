-- Applications that people connect: OAuth 2.0 (RFC 6749) for the Open Badges 3.0 API. Secrets, codes and tokens lie here as the SHA-256 of their text.

-- An application that registered itself (RFC 7591). secret_hash NULL: a public client, which has none. scopes: bits of core/scope.h.
-- metadata_json: what registration answered, without the secret: client_name, redirect_uris, grant_types, ...
CREATE TABLE IF NOT EXISTS oauth_client (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  secret_hash BINARY(32) NULL,
  name VARCHAR(200) NOT NULL,
  scopes BIGINT UNSIGNED NOT NULL,
  metadata_json MEDIUMTEXT NOT NULL CHECK (JSON_VALID(metadata_json)),
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'who registered it',
  created_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NOT NULL COMMENT 'last time that somebody was asked to allow it',
  UNIQUE KEY public_id (public_id),
  KEY by_use (used_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- What one authorisation allowed. All tokens that came from it hang on it, and go with it. ends_at: when the last of them ends.
CREATE TABLE IF NOT EXISTS oauth_grant (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  client_id BIGINT NOT NULL,
  scopes BIGINT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NOT NULL,
  ends_at DATETIME(6) NOT NULL,
  KEY by_account (account_id, client_id, id),
  KEY by_client (client_id),
  KEY by_end (ends_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- An authorisation code. It stays for a while after it was used, so that a second use is noticed; grant_id is then what came from the first.
CREATE TABLE IF NOT EXISTS oauth_code (
  code_hash BINARY(32) NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  client_id BIGINT NOT NULL,
  grant_id BIGINT NULL,
  scopes BIGINT UNSIGNED NOT NULL,
  redirect_uri VARCHAR(2000) COLLATE utf8mb4_bin NOT NULL,
  challenge CHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'RFC 7636, S256',
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  KEY by_account (account_id, client_id),
  KEY by_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- used_at: a refresh token that was exchanged for the next one; shown again, it ends the grant.
CREATE TABLE IF NOT EXISTS oauth_token (
  token_hash BINARY(32) NOT NULL PRIMARY KEY,
  grant_id BIGINT NOT NULL,
  kind TINYINT NOT NULL COMMENT '0 access, 1 refresh',
  scopes BIGINT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  KEY by_grant (grant_id, kind),
  KEY by_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- The Open Badges 3.0 Profile of a person, where an application put one.
CREATE TABLE IF NOT EXISTS account_profile (
  account_id BIGINT NOT NULL PRIMARY KEY,
  profile_json MEDIUMTEXT NOT NULL CHECK (JSON_VALID(profile_json)),
  updated_at DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
