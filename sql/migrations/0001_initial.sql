-- The first schema. Conventions:
--   id          internal key, never shown        public_id   what the world sees (base/id.h)
--   *_at        DATETIME(6), UTC                 *_on        DATE, no time zone
--   revision    goes up by one with each change; WHERE revision = ? is how two editors are told apart
--   *_json      checked JSON
-- Every table has a primary key and is InnoDB. Text is utf8mb4; identifiers and codes are ascii_bin.

CREATE TABLE IF NOT EXISTS organisation (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  parent_id BIGINT NULL,
  slug VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  description TEXT NULL,
  created_at DATETIME(6) NOT NULL,
  revision INT NOT NULL DEFAULT 1,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY slug (slug),
  KEY by_parent (parent_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Closure of the tree: every organisation is its own ancestor at depth 0.
CREATE TABLE IF NOT EXISTS organisation_ancestor (
  organisation_id BIGINT NOT NULL,
  ancestor_id BIGINT NOT NULL,
  depth INT NOT NULL,
  PRIMARY KEY (organisation_id, ancestor_id),
  KEY by_ancestor (ancestor_id, organisation_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

CREATE TABLE IF NOT EXISTS account (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  password_hash VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL,
  state ENUM('invited','verified','suspended','erased') NOT NULL,
  created_at DATETIME(6) NOT NULL,
  password_at DATETIME(6) NULL,
  revision INT NOT NULL DEFAULT 1,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY email (email)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- permissions: bit n is the nth atom of core/permission.h. organisation_id 0 = ships with the product.
CREATE TABLE IF NOT EXISTS role (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organisation_id BIGINT NOT NULL DEFAULT 0,
  name VARCHAR(64) NOT NULL,
  display_name VARCHAR(100) NOT NULL,
  description VARCHAR(500) NOT NULL,
  permissions BIGINT UNSIGNED NOT NULL,
  reach ENUM('organisation','issuer','group') NOT NULL,
  UNIQUE KEY name (organisation_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- One role in one place. issuer_id 0 = the whole organisation (and what lies below it); group_id 0 = no group.
CREATE TABLE IF NOT EXISTS role_assignment (
  account_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  issuer_id BIGINT NOT NULL DEFAULT 0,
  group_id BIGINT NOT NULL DEFAULT 0,
  role_id BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (account_id, organisation_id, issuer_id, group_id),
  KEY by_organisation (organisation_id, role_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- token_hash: SHA-256 of the cookie's text. organisation_id: the one shown now.
CREATE TABLE IF NOT EXISTS session (
  token_hash BINARY(32) NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL,
  seen_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_agent VARCHAR(200) NOT NULL,
  KEY by_account (account_id),
  KEY by_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Links that work once: forgotten password, invitation, first administrator (account_id 0).
CREATE TABLE IF NOT EXISTS one_time_link (
  token_hash BINARY(32) NOT NULL PRIMARY KEY,
  purpose ENUM('reset','invite','first_run') NOT NULL,
  account_id BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  KEY by_account (account_id, purpose),
  KEY by_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Failed attempts, by account and by address. key_hash: SHA-256 of kind and value, first 16 bytes.
CREATE TABLE IF NOT EXISTS throttle (
  key_hash BINARY(16) NOT NULL PRIMARY KEY,
  failures INT NOT NULL,
  window_at DATETIME(6) NOT NULL,
  blocked_until DATETIME(6) NULL,
  KEY by_window (window_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

CREATE TABLE IF NOT EXISTS issuer (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL DEFAULT 0,
  state ENUM('active','archived') NOT NULL DEFAULT 'active',
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  revision INT NOT NULL DEFAULT 1,
  UNIQUE KEY public_id (public_id),
  KEY by_organisation (organisation_id, state, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- A version never changes once something was awarded under it.
CREATE TABLE IF NOT EXISTS issuer_version (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  issuer_id BIGINT NOT NULL,
  number INT NOT NULL,
  name VARCHAR(200) NOT NULL,
  url VARCHAR(2000) NOT NULL,
  email VARCHAR(254) NOT NULL,
  description TEXT NULL,
  telephone VARCHAR(40) NULL,
  logo_graphic_id BIGINT NULL,
  created_at DATETIME(6) NOT NULL,
  created_by BIGINT NOT NULL,
  UNIQUE KEY number (issuer_id, number),
  KEY by_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Pictures, kept as they are served: svg sanitised (or NULL when a PNG was uploaded), png re-encoded.
CREATE TABLE IF NOT EXISTS graphic (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation_id BIGINT NOT NULL,
  name VARCHAR(200) NOT NULL,
  width INT NOT NULL,
  height INT NOT NULL,
  svg MEDIUMBLOB NULL,
  png MEDIUMBLOB NOT NULL,
  sha256 BINARY(32) NOT NULL,
  state ENUM('active','archived') NOT NULL DEFAULT 'active',
  created_at DATETIME(6) NOT NULL,
  created_by BIGINT NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  revision INT NOT NULL DEFAULT 1,
  UNIQUE KEY public_id (public_id),
  KEY by_organisation (organisation_id, state, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- version_id: the version that the next award gets (or the draft). graphic_id is live for all awards.
CREATE TABLE IF NOT EXISTS badge_class (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation_id BIGINT NOT NULL,
  issuer_id BIGINT NULL,
  graphic_id BIGINT NULL,
  version_id BIGINT NOT NULL DEFAULT 0,
  state ENUM('draft','published','withdrawn','archived') NOT NULL,
  duplicate_policy ENUM('deny','allow','replace','skip') NOT NULL DEFAULT 'skip',
  expiry_months INT NULL,
  award_count BIGINT NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL,
  created_by BIGINT NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  published_at DATETIME(6) NULL,
  revision INT NOT NULL DEFAULT 1,
  UNIQUE KEY public_id (public_id),
  KEY by_organisation (organisation_id, state, id),
  KEY by_issuer (issuer_id),
  KEY by_graphic (graphic_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- attributes_json: [{"key","name","type":"text|number|date|address|choice","required":bool,"choices":[..],"help"}]; tags_json: ["..."].
CREATE TABLE IF NOT EXISTS badge_class_version (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  badge_class_id BIGINT NOT NULL,
  number INT NOT NULL,
  name VARCHAR(200) NOT NULL,
  description TEXT NOT NULL,
  language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  criteria_text MEDIUMTEXT NULL,
  criteria_url VARCHAR(2000) NULL,
  tags_json TEXT NOT NULL CHECK (JSON_VALID(tags_json)),
  attributes_json MEDIUMTEXT NOT NULL CHECK (JSON_VALID(attributes_json)),
  used TINYINT NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL,
  created_by BIGINT NOT NULL,
  UNIQUE KEY number (badge_class_id, number),
  KEY by_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- One award. recipient_key: first 16 bytes of SHA-256(type ':' normalised identity), what "the same recipient" means.
-- expires_on is the last valid day. The keys of the lists end with what else a list may filter by (store/assertion_list.h). details_json: {"narrative","evidence":[{"url","name","narrative"}],"attributes":{key: value}}, NULL when none.
CREATE TABLE IF NOT EXISTS assertion (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation_id BIGINT NOT NULL,
  badge_class_id BIGINT NOT NULL,
  badge_class_version_id BIGINT NOT NULL,
  issuer_version_id BIGINT NOT NULL,
  batch_id BIGINT NULL,
  batch_row INT NULL,
  state TINYINT NOT NULL DEFAULT 0 COMMENT '0 issued, 1 revoked',
  acceptance TINYINT NOT NULL DEFAULT 0 COMMENT '0 unclaimed, 1 accepted, 2 rejected',
  recipient_type TINYINT NOT NULL DEFAULT 0 COMMENT '0 email, 1 url, 2 telephone, 3 id',
  recipient_key BINARY(16) NOT NULL,
  recipient_identity VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
  recipient_name VARCHAR(200) NOT NULL,
  issued_on DATE NOT NULL,
  expires_on DATE NULL,
  external_id VARCHAR(100) COLLATE utf8mb4_bin NULL,
  details_json MEDIUMTEXT NULL,
  source TINYINT NOT NULL COMMENT '0 manual, 1 batch, 2 api, 3 rule, 4 pathway, 5 sync',
  created_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  revoked_at DATETIME(6) NULL,
  revoked_by BIGINT NULL,
  revocation_reason VARCHAR(500) NULL,
  revision INT NOT NULL DEFAULT 1,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY by_batch (batch_id, batch_row),
  KEY by_organisation (organisation_id, state, issued_on, id, expires_on),
  KEY by_badge (badge_class_id, state, issued_on, id, expires_on),
  KEY by_expiry (organisation_id, state, expires_on, id, issued_on),
  KEY by_badge_expiry (badge_class_id, state, expires_on, id, issued_on),
  KEY by_holder (badge_class_id, recipient_key),
  KEY by_identity (organisation_id, recipient_identity, id, badge_class_id, state, issued_on, expires_on),
  KEY by_name (organisation_id, recipient_name, id, badge_class_id, state, issued_on, expires_on),
  KEY by_external (organisation_id, external_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- A named run of awards from one file. The rows lie in batch_chunk; nothing is kept per row but what differs from "fine".
CREATE TABLE IF NOT EXISTS batch (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation_id BIGINT NOT NULL,
  badge_class_id BIGINT NOT NULL,
  badge_class_version_id BIGINT NULL,
  issuer_version_id BIGINT NULL,
  name VARCHAR(200) NOT NULL,
  state ENUM('named','uploaded','checking','checked','issuing','issued','cancelled') NOT NULL,
  file_name VARCHAR(255) NULL,
  file_json MEDIUMTEXT NULL COMMENT 'what was found: kind, encoding, delimiter, sheet, sheets, header_row, columns',
  file_sha256 BINARY(32) NULL,
  mapping_json MEDIUMTEXT NULL COMMENT 'per column: field, how sure, date order; chosen by hand or found',
  options_json TEXT NULL COMMENT 'skip_errors, send_mail, duplicate_policy, default dates, accepted warnings',
  summary_json MEDIUMTEXT NULL COMMENT 'the check: groups with counts and examples',
  row_count INT NOT NULL DEFAULT 0,
  checked_count INT NOT NULL DEFAULT 0,
  ready_count INT NOT NULL DEFAULT 0,
  skip_count INT NOT NULL DEFAULT 0,
  error_count INT NOT NULL DEFAULT 0,
  warning_count INT NOT NULL DEFAULT 0,
  next_chunk INT NOT NULL DEFAULT 0 COMMENT 'issuing goes on here',
  issued_count INT NOT NULL DEFAULT 0,
  skipped_late_count INT NOT NULL DEFAULT 0 COMMENT 'held by the time of issuing',
  mailed_row INT NOT NULL DEFAULT 0 COMMENT 'mail jobs exist for awards of rows up to here',
  created_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  confirmed_by BIGINT NULL,
  confirmed_at DATETIME(6) NULL,
  finished_at DATETIME(6) NULL,
  revision INT NOT NULL DEFAULT 1,
  UNIQUE KEY public_id (public_id),
  KEY by_organisation (organisation_id, id),
  KEY by_state (organisation_id, state, id),
  KEY by_badge (badge_class_id, id),
  KEY by_file (organisation_id, file_sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- rows: packed records (core/batch_rows.h). verdicts: one byte a row once checked. ready_before: ready rows in earlier chunks.
CREATE TABLE IF NOT EXISTS batch_chunk (
  batch_id BIGINT NOT NULL,
  seq INT NOT NULL,
  first_row INT NOT NULL COMMENT 'ordinal of its first data row, from 0',
  row_count INT NOT NULL,
  ready_before INT NOT NULL DEFAULT 0,
  ready_count INT NOT NULL DEFAULT 0,
  data MEDIUMBLOB NOT NULL,
  verdicts BLOB NULL,
  PRIMARY KEY (batch_id, seq),
  KEY by_row (batch_id, first_row),
  KEY by_ready (batch_id, ready_before)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- A cell mended in place before confirming.
CREATE TABLE IF NOT EXISTS batch_correction (
  batch_id BIGINT NOT NULL,
  row_ordinal INT NOT NULL,
  col INT NOT NULL,
  value TEXT NOT NULL,
  created_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (batch_id, row_ordinal, col)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Rows that were ready but were not issued after all.
CREATE TABLE IF NOT EXISTS batch_exception (
  batch_id BIGINT NOT NULL,
  row_ordinal INT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  PRIMARY KEY (batch_id, row_ordinal)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Awards by month of issue, for the dashboard of organisations with so many that counting them takes long. month: its first day.
CREATE TABLE IF NOT EXISTS issued_month (
  organisation_id BIGINT NOT NULL,
  month DATE NOT NULL,
  issued BIGINT NOT NULL,
  counted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (organisation_id, month)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Work inside the database that runs without a request (batch.check, batch.issue, batch.mail, sweep). Claimed by lease.
CREATE TABLE IF NOT EXISTS job (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_id BIGINT NOT NULL,
  state ENUM('waiting','claimed','failed') NOT NULL DEFAULT 'waiting',
  due_at DATETIME(6) NOT NULL,
  attempts INT NOT NULL DEFAULT 0,
  lease_owner BINARY(16) NULL,
  lease_until DATETIME(6) NULL,
  last_error VARCHAR(1000) NULL,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY subject (kind, subject_id),
  KEY due (state, due_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Effects outside the database: for now mails. job_key makes an effect happen once (stable Message-ID).
CREATE TABLE IF NOT EXISTS outbox (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organisation_id BIGINT NOT NULL,
  kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  job_key VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  assertion_id BIGINT NULL,
  batch_id BIGINT NULL,
  address VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
  payload_json TEXT NULL,
  state ENUM('waiting','claimed','done','given_up','cancelled') NOT NULL DEFAULT 'waiting',
  due_at DATETIME(6) NOT NULL,
  attempts INT NOT NULL DEFAULT 0,
  lease_owner BINARY(16) NULL,
  lease_until DATETIME(6) NULL,
  last_error VARCHAR(1000) NULL,
  created_at DATETIME(6) NOT NULL,
  done_at DATETIME(6) NULL,
  UNIQUE KEY job_key (job_key),
  KEY due (state, due_at),
  KEY by_organisation (organisation_id, state, id),
  KEY by_assertion (assertion_id),
  KEY by_batch (batch_id, state),
  KEY by_address (organisation_id, address, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Many awards revoked in one act: first all that match are collected, then revoked, chunk by chunk (core/revocation.h).
CREATE TABLE IF NOT EXISTS revocation (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation_id BIGINT NOT NULL,
  state ENUM('collecting','revoking','done') NOT NULL,
  reason VARCHAR(500) NOT NULL,
  filter_json TEXT NULL COMMENT 'which awards; NULL when they were chosen one by one',
  last_assertion_id BIGINT NOT NULL COMMENT 'awards made later are not touched',
  at_public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'collecting goes on after this one',
  total INT NOT NULL DEFAULT 0,
  revoked_count INT NOT NULL DEFAULT 0,
  skipped_count INT NOT NULL DEFAULT 0 COMMENT 'revoked already',
  created_by BIGINT NOT NULL,
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  UNIQUE KEY public_id (public_id),
  KEY by_organisation (organisation_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

CREATE TABLE IF NOT EXISTS revocation_item (
  revocation_id BIGINT NOT NULL,
  assertion_id BIGINT NOT NULL,
  outcome TINYINT NOT NULL DEFAULT 0 COMMENT '0 to do, 1 revoked, 2 was revoked already',
  PRIMARY KEY (revocation_id, assertion_id),
  KEY to_do (revocation_id, outcome, assertion_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

CREATE TABLE IF NOT EXISTS audit (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organisation_id BIGINT NOT NULL,
  at DATETIME(6) NOT NULL,
  account_id BIGINT NOT NULL COMMENT '0: nobody signed in; -1: badgesctl; -2: the server itself',
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  action VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object_kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object_id BIGINT NOT NULL,
  before_json MEDIUMTEXT NULL,
  after_json MEDIUMTEXT NULL,
  KEY by_organisation (organisation_id, id),
  KEY by_object (object_kind, object_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- What the in-process caches of public documents compare: shard = last 6 bits of the assertion's first id character (store/public_change.h).
CREATE TABLE IF NOT EXISTS public_change (
  shard TINYINT UNSIGNED NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
INSERT INTO public_change (shard, revision) SELECT seq, 0 FROM seq_0_to_63;

INSERT INTO role (organisation_id, name, display_name, description, permissions, reach) VALUES
 (0, 'organisation_administrator', 'Organisation administrator', 'May do everything in the organisation and below it', 524287, 'organisation'),
 (0, 'issuer_owner', 'Issuer owner', 'One issuer: profile, staff, badges, issuing, changes, reports, exports, pathways, rules', 65504, 'issuer'),
 (0, 'issuer_editor', 'Issuer editor', 'As the owner, without staff', 65440, 'issuer'),
 (0, 'issuer_staff', 'Issuer staff', 'Issues, sees and exports', 12800, 'issuer'),
 (0, 'badge_creator', 'Badge creator', 'Graphics and badge definitions; no issuing, no reports', 400, 'organisation'),
 (0, 'badge_issuer', 'Badge issuer', 'Issues and reports; no definitions', 4608, 'organisation'),
 (0, 'group_administrator', 'Group administrator', 'People and recipient groups of one group', 2, 'group'),
 (0, 'reporter', 'Reporter', 'Sees, reports and exports', 12288, 'organisation'),
 (0, 'user', 'User', 'Their own credentials', 0, 'organisation');

-- Cards for link previews (1200 x 627), made on first use. A row whose graphic has moved on is replaced.
CREATE TABLE IF NOT EXISTS badge_card (
  badge_class_version_id BIGINT NOT NULL PRIMARY KEY,
  graphic_id BIGINT NOT NULL,
  graphic_revision INT NOT NULL,
  png MEDIUMBLOB NOT NULL,
  created_at DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
