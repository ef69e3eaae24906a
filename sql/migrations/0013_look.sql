-- How an organisation's pages and mails look: colours, logo, icon, landing page, texts of mails. New tables only, nothing is blocked.

-- colours: inherited from the nearest organisation above that has some; own; or original, those that the product ships with. logo_id, icon_id: NULL is inherited.
CREATE TABLE IF NOT EXISTS organisation_look (
  organisation_id BIGINT NOT NULL PRIMARY KEY,
  colours ENUM('inherited','own','original') NOT NULL DEFAULT 'inherited',
  nav CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT '#rrggbb',
  nav_text CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NULL,
  highlight CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NULL,
  logo_id BIGINT NULL,
  icon_id BIGINT NULL,
  updated_at DATETIME(6) NOT NULL,
  revision INT NOT NULL DEFAULT 1
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Logos, icons and pictures of landing pages as they are served: re-encoded, never changed. public_id is worked out from the bytes and the organisation, so
-- that an address may be kept by caches for ever.
CREATE TABLE IF NOT EXISTS organisation_picture (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation_id BIGINT NOT NULL,
  media_type VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  width INT NOT NULL,
  height INT NOT NULL,
  data MEDIUMBLOB NOT NULL,
  created_at DATETIME(6) NOT NULL,
  created_by BIGINT NOT NULL,
  UNIQUE KEY public_id (public_id),
  KEY by_organisation (organisation_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- The page at /o/{slug}. body: Markdown.
CREATE TABLE IF NOT EXISTS organisation_landing (
  organisation_id BIGINT NOT NULL PRIMARY KEY,
  published TINYINT NOT NULL DEFAULT 0,
  title VARCHAR(200) NOT NULL,
  lead_text VARCHAR(500) NOT NULL,
  body TEXT NOT NULL,
  language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  picture_id BIGINT NULL,
  picture_alt VARCHAR(300) NOT NULL,
  show_issuers TINYINT NOT NULL DEFAULT 1,
  show_badges TINYINT NOT NULL DEFAULT 1,
  updated_at DATETIME(6) NOT NULL,
  revision INT NOT NULL DEFAULT 1
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Texts of mails that an organisation wrote. language '': for all languages that have no text of their own. body: Markdown with fields.
CREATE TABLE IF NOT EXISTS mail_text (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organisation_id BIGINT NOT NULL,
  kind ENUM('award','welcome') NOT NULL,
  language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject VARCHAR(500) NOT NULL,
  body TEXT NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  updated_by BIGINT NOT NULL,
  revision INT NOT NULL DEFAULT 1,
  UNIQUE KEY text (organisation_id, kind, language)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
