-- Keys that issuers sign with. One of each kind is present at a time; those before it are retired and stay published for ever, without their secret part.
-- public_key: Multikey bytes (multicodec prefix and key). sealed_secret: encrypted with the server's secret file (io/seal.h); empty once retired.
CREATE TABLE IF NOT EXISTS signing_key (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation_id BIGINT NOT NULL,
  issuer_id BIGINT NOT NULL,
  kind ENUM('rsa','ed25519','p256') NOT NULL,
  present TINYINT NULL COMMENT '1: signs now; NULL: retired',
  public_key VARBINARY(1200) NOT NULL,
  sealed_secret VARBINARY(4096) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  created_by BIGINT NOT NULL COMMENT '-2: the server itself, on first use',
  retired_at DATETIME(6) NULL,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY present (issuer_id, kind, present),
  KEY by_issuer (issuer_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
