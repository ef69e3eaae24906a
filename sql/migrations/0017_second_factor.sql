-- Two-factor authentication (RFC 6238), recovery codes, which organisations ask for it, and the picture of a person. All instant.

-- sealed: the shared secret, sealed with BadgesSecretFile. confirmed_at NULL: being set up. last_step: the time step of the last code that was used, which is not taken again.
CREATE TABLE IF NOT EXISTS second_factor (
  account_id BIGINT NOT NULL PRIMARY KEY,
  sealed VARBINARY(128) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  confirmed_at DATETIME(6) NULL,
  last_step BIGINT NOT NULL DEFAULT 0
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Codes on paper, each good for once. code_hash: SHA-256 of the code.
CREATE TABLE IF NOT EXISTS recovery_code (
  account_id BIGINT NOT NULL,
  code_hash BINARY(32) NOT NULL,
  used_at DATETIME(6) NULL,
  PRIMARY KEY (account_id, code_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- awaits 1: the first factor was given, the second is waited for. Such a session opens nothing.
ALTER TABLE session ADD COLUMN IF NOT EXISTS awaits TINYINT NOT NULL DEFAULT 0;

-- 1: roles here and below work only for who signs in with a second factor.
ALTER TABLE organisation ADD COLUMN IF NOT EXISTS second_factor TINYINT NOT NULL DEFAULT 0;

CREATE TABLE IF NOT EXISTS account_picture (
  account_id BIGINT NOT NULL PRIMARY KEY,
  png MEDIUMBLOB NOT NULL,
  sha256 BINARY(32) NOT NULL,
  updated_at DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
