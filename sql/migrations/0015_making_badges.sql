-- What a badge is in the terms of Open Badges 3.0, its words in other languages, and frameworks of skills to align badges with.

-- Both belong to the wording. achievement_json: {"type"?,"credits"?,"field"?,"specialization"?,"code"?}, all texts (credits: "2.5"); translations_json:
-- [{"language","name","description","criteria_text"?,"criteria_url"?}], in the order chosen; NULL for none.
-- blocks: changing badges and awarding, for well under a second with ten thousand wordings: a table whose columns have a CHECK is copied.
ALTER TABLE badge_class_version ADD COLUMN IF NOT EXISTS achievement_json TEXT NULL,
  ADD COLUMN IF NOT EXISTS translations_json MEDIUMTEXT NULL;

-- How many awards were made under a version: counted as they are made. What is there is counted once: one reading of the awards of those badges that have
-- several wordings; nothing is blocked.
ALTER TABLE badge_class_version ADD COLUMN IF NOT EXISTS award_count BIGINT NOT NULL DEFAULT 0;

UPDATE badge_class_version v JOIN badge_class b ON b.id = v.badge_class_id SET v.award_count = b.award_count
WHERE v.used = 1 AND v.award_count = 0 AND v.number = 1 AND b.version_id = v.id;

UPDATE badge_class_version v JOIN (SELECT a.badge_class_version_id AS id, COUNT(*) AS n FROM assertion a JOIN badge_class_version o ON o.badge_class_id = a.badge_class_id AND o.number = 2
  GROUP BY a.badge_class_version_id) made ON made.id = v.id SET v.award_count = made.n WHERE v.award_count = 0;

-- A framework of skills, standards or outcomes, brought by an organisation, and seen there and below.
--   loading -> ready -> archived -> ready; ready -> replaced (by the one whose replaces_id names it)
CREATE TABLE IF NOT EXISTS framework (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation_id BIGINT NOT NULL,
  name VARCHAR(200) NOT NULL,
  publisher VARCHAR(200) NULL,
  url VARCHAR(2000) NULL COMMENT 'where it stands on the web',
  version VARCHAR(50) NULL COMMENT 'as its publisher counts',
  identifier VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'its own id: of a CFDocument',
  kind ENUM('case','csv') NOT NULL,
  state ENUM('loading','ready','archived','replaced') NOT NULL,
  replaces_id BIGINT NULL,
  item_count INT NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL,
  created_by BIGINT NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  revision INT NOT NULL DEFAULT 1,
  UNIQUE KEY public_id (public_id),
  KEY by_organisation (organisation_id, state, id),
  KEY by_state (state, updated_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- number: its place in the file, from 1. parent: number of the item above it, 0 for none.
CREATE TABLE IF NOT EXISTS framework_item (
  framework_id BIGINT NOT NULL,
  number INT NOT NULL,
  parent INT NOT NULL DEFAULT 0,
  code VARCHAR(100) NULL,
  name VARCHAR(500) NOT NULL,
  description VARCHAR(1000) NULL,
  kind VARCHAR(100) NULL COMMENT 'as the framework calls it: Standard, Skill',
  url VARCHAR(2000) NULL,
  PRIMARY KEY (framework_id, number),
  KEY by_code (framework_id, code),
  FULLTEXT KEY words (name, description)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
