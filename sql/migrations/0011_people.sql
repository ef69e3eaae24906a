-- People: their names, where they belong, and groups of them.

-- invitation: '' for an account. Its public id for somebody who was invited and has not answered: a row of its own, with the address that was typed, whether
-- or not that address has an account already, so that inviting tells nobody. It becomes the account, or its places go to the one that there is.
-- name stays what a person is shown as; first_name and last_name are its parts. username: lower case, another way to sign in; NULL for none.
ALTER TABLE account ADD COLUMN IF NOT EXISTS first_name VARCHAR(100) NOT NULL DEFAULT '',
  ADD COLUMN IF NOT EXISTS last_name VARCHAR(100) NOT NULL DEFAULT '',
  ADD COLUMN IF NOT EXISTS username VARCHAR(64) COLLATE utf8mb4_bin NULL,
  ADD COLUMN IF NOT EXISTS verified_at DATETIME(6) NULL,
  ADD COLUMN IF NOT EXISTS suspended_at DATETIME(6) NULL,
  ADD COLUMN IF NOT EXISTS invited_at DATETIME(6) NULL,
  ADD COLUMN IF NOT EXISTS invitation CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ALGORITHM = INSTANT;

-- blocks: nothing. Readers and writers go on while the keys are built, a few seconds for a million people.
ALTER TABLE account ADD UNIQUE KEY IF NOT EXISTS username (username), ADD UNIQUE KEY IF NOT EXISTS by_email (email, invitation), DROP KEY IF EXISTS email,
  ADD KEY IF NOT EXISTS by_name (name), ALGORITHM = INPLACE, LOCK = NONE;

-- The last word of a name is the family name until somebody says otherwise.
UPDATE account SET last_name = IF(name LIKE '% %', LEFT(SUBSTRING_INDEX(name, ' ', -1), 100), ''),
  first_name = LEFT(IF(name LIKE '% %', LEFT(name, CHAR_LENGTH(name) - CHAR_LENGTH(SUBSTRING_INDEX(name, ' ', -1)) - 1), name), 100)
WHERE first_name = '' AND last_name = '' AND state <> 'erased';
UPDATE account SET verified_at = COALESCE(password_at, created_at) WHERE verified_at IS NULL AND state IN ('verified', 'suspended');

-- Where a person belongs is what role_assignment says, and nothing else: an organisation, or a group of one (group_id), with the role held there. Somebody
-- who may do nothing has the role `user`. A person is in a group when they have a row with its group_id.
-- blocks: nothing, as above.
ALTER TABLE role_assignment ADD KEY IF NOT EXISTS by_role (role_id, organisation_id, account_id), ADD KEY IF NOT EXISTS by_group (group_id, account_id),
  ALGORITHM = INPLACE, LOCK = NONE;

-- Everybody who belongs to an organisation or to one below it, so that they can be listed in order. Worked out from role_assignment and
-- organisation_ancestor (store/person.h: bdg_person_placed); every list asks those again about the rows that it shows.
-- joined_at: when they first got a place there. sort_name: family name, then the others.
CREATE TABLE IF NOT EXISTS organisation_person (
  organisation_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  sort_name VARCHAR(120) NOT NULL,
  joined_at DATETIME(6) NOT NULL,
  state ENUM('invited','verified','suspended','erased') NOT NULL,
  PRIMARY KEY (organisation_id, account_id),
  KEY by_name (organisation_id, sort_name, account_id, state),
  KEY by_date (organisation_id, joined_at, account_id, state),
  KEY by_state (organisation_id, state, account_id),
  KEY by_account (account_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

INSERT IGNORE INTO organisation_person (organisation_id, account_id, sort_name, joined_at, state)
SELECT oa.ancestor_id, a.id, LEFT(TRIM(CONCAT(a.last_name, ' ', a.first_name)), 120), MIN(ra.created_at), a.state
FROM role_assignment ra JOIN account a ON a.id = ra.account_id JOIN organisation_ancestor oa ON oa.organisation_id = ra.organisation_id
GROUP BY oa.ancestor_id, a.id;

-- What an organisation calls a person in its own systems. It belongs to the organisation: another one may have its own for the same person.
CREATE TABLE IF NOT EXISTS person_external_id (
  organisation_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  external_id VARCHAR(100) COLLATE utf8mb4_bin NOT NULL,
  PRIMARY KEY (organisation_id, account_id),
  UNIQUE KEY external_id (organisation_id, external_id),
  KEY by_external_id (external_id),
  KEY by_account (account_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- member_count: rows of role_assignment with its id; counted where they are made and deleted.
CREATE TABLE IF NOT EXISTS people_group (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation_id BIGINT NOT NULL,
  name VARCHAR(200) NOT NULL,
  description VARCHAR(1000) NOT NULL DEFAULT '',
  member_count INT NOT NULL DEFAULT 0,
  created_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  revision INT NOT NULL DEFAULT 1,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY name (organisation_id, name),
  KEY by_organisation (organisation_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- One act on many people: first all that match are collected, then it is done person by person (core/people_act.h). An undone act is another act.
CREATE TABLE IF NOT EXISTS people_act (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation_id BIGINT NOT NULL,
  kind ENUM('add','move','take','remove','erase','undo') NOT NULL,
  from_group_id BIGINT NOT NULL DEFAULT 0,
  to_group_id BIGINT NOT NULL DEFAULT 0,
  undo_of BIGINT NULL,
  state ENUM('collecting','working','done') NOT NULL,
  filter_json TEXT NULL COMMENT 'whom; NULL when they were chosen one by one',
  at_public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'collecting goes on after this person',
  total INT NOT NULL DEFAULT 0,
  done_count INT NOT NULL DEFAULT 0,
  same_count INT NOT NULL DEFAULT 0 COMMENT 'there was nothing to do',
  refused_count INT NOT NULL DEFAULT 0,
  created_by BIGINT NOT NULL,
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY undo_of (undo_of),
  KEY by_organisation (organisation_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- from_role_id, to_role_id: what the person held in the two groups before, 0 for nothing: what undoing brings back.
CREATE TABLE IF NOT EXISTS people_act_item (
  act_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  outcome TINYINT NOT NULL DEFAULT 0 COMMENT '0 to do, 1 done, 2 nothing to do, 3 refused',
  why VARCHAR(300) NULL,
  from_role_id BIGINT NOT NULL DEFAULT 0,
  to_role_id BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (act_id, account_id),
  KEY to_do (act_id, outcome, account_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
