-- People from a file (core/people_import.h). What a person's row says is kept for 30 days, and goes at once when they are erased.
CREATE TABLE IF NOT EXISTS people_import (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation_id BIGINT NOT NULL COMMENT 'whose people are known to whoever imports',
  place_organisation_id BIGINT NOT NULL,
  place_group_id BIGINT NOT NULL DEFAULT 0,
  role_id BIGINT NOT NULL COMMENT 'for rows that name none',
  state ENUM('columns','checking','checked','working','done','undoing','undone') NOT NULL,
  file_name VARCHAR(255) NOT NULL,
  file_json MEDIUMTEXT NOT NULL COMMENT 'what was found: {header, header_number, columns}' CHECK (JSON_VALID(file_json)),
  mapping_json MEDIUMTEXT NOT NULL COMMENT 'what each column is taken for' CHECK (JSON_VALID(mapping_json)),
  language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of whoever imports: in which reasons are told',
  row_count INT NOT NULL DEFAULT 0,
  revision INT NOT NULL DEFAULT 1,
  created_by BIGINT NOT NULL,
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  UNIQUE KEY public_id (public_id),
  KEY by_organisation (organisation_id, id),
  KEY created_at (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- data: the row of the file, packed (core/batch_rows.h). verdict: what will happen, then what did; it is also what says where the work goes on.
-- done_json: the roles that were given, with those that were held before: what undoing takes back.
CREATE TABLE IF NOT EXISTS people_import_row (
  import_id BIGINT NOT NULL,
  number INT NOT NULL COMMENT 'as the spreadsheet shows it',
  verdict TINYINT NOT NULL DEFAULT 0 COMMENT '0 to check, 1 to invite, 2 here and gets a place, 3 here and unchanged, 4 wrong, 5 invited, 6 added, 7 refused, 8 taken back, 9 not taken back',
  account_id BIGINT NOT NULL DEFAULT 0,
  email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  name VARCHAR(200) NOT NULL DEFAULT '',
  username VARCHAR(64) COLLATE utf8mb4_bin NULL,
  external_id VARCHAR(100) COLLATE utf8mb4_bin NULL,
  flaws_json TEXT NULL,
  done_json TEXT NULL,
  data MEDIUMBLOB NOT NULL,
  PRIMARY KEY (import_id, number),
  KEY by_verdict (import_id, verdict, number),
  KEY by_email (email, import_id, number),
  KEY by_username (import_id, username, number),
  KEY by_external_id (import_id, external_id, number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
