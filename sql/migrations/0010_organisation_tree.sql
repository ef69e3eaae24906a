-- Organisations that are removed, moved and renamed; which ones a person was shown lately. Nothing is blocked: the table of organisations is small, and
-- its new columns are instant; reads and writes go on while its index is made.

-- A removed organisation keeps its rows: awards never die, and whoever holds a role above may bring it back.
ALTER TABLE organisation ADD COLUMN IF NOT EXISTS state ENUM('active','removed') NOT NULL DEFAULT 'active',
  ADD COLUMN IF NOT EXISTS updated_at DATETIME(6) NULL,
  ALGORITHM = INSTANT;

-- One level of the tree, by name.
CREATE INDEX IF NOT EXISTS by_level ON organisation (parent_id, state, name, id);

-- Addresses that an organisation had before: they lead to it for good, and no other organisation gets them.
CREATE TABLE IF NOT EXISTS organisation_slug (
  slug VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organisation_id BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  KEY by_organisation (organisation_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- The organisations that a person was shown, for the switcher: the latest few (store/organisation_list.h).
CREATE TABLE IF NOT EXISTS organisation_visit (
  account_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  visited_at DATETIME(6) NOT NULL,
  PRIMARY KEY (account_id, organisation_id),
  KEY by_time (account_id, visited_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- The tree is one thing to lock: whoever adds, moves, removes or brings back holds this row first, so that two moves cannot make a ring between them.
CREATE TABLE IF NOT EXISTS organisation_tree (
  id TINYINT NOT NULL PRIMARY KEY,
  changed_at DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

INSERT IGNORE INTO organisation_tree (id, changed_at) VALUES (1, UTC_TIMESTAMP(6));
