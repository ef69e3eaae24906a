-- What else Open Badges 2.0 knows of a badge class, an issuer and an award: alignments, related badges, the profile's language, endorsements.

-- alignments_json: [{"name","url","description"?,"framework"?,"code"?}]; related_json: [{"url","language"?,"version"?}]; NULL for none. Both belong to the wording.
-- endorsements_json is not wording: the live endorsements of this version, ["<public id>" | "<address of one made elsewhere>"], NULL for none. It is
-- written in the transaction in which an endorsement appears or ends, so that documents need no query for what is hardly ever there.
-- blocks: changing badges and awarding, for well under a second with ten thousand wordings: a table whose columns have a CHECK is copied.
ALTER TABLE badge_class_version ADD COLUMN IF NOT EXISTS alignments_json MEDIUMTEXT NULL,
  ADD COLUMN IF NOT EXISTS related_json MEDIUMTEXT NULL,
  ADD COLUMN IF NOT EXISTS endorsements_json TEXT NULL;

ALTER TABLE issuer_version ADD COLUMN IF NOT EXISTS language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN IF NOT EXISTS endorsements_json TEXT NULL,
  ALGORITHM = INSTANT;

-- One endorsement of one version of something, from the asking on. organisation_id: of what is endorsed. An award carries the addresses of its live
-- endorsements in details_json.endorsements, as a version does in endorsements_json.
--   asked -> made -> revoked (by the endorser) or removed (from the pages of what is endorsed; the endorsement itself stands)
--   asked -> declined (by the endorser) or withdrawn (by those who asked)
-- One made elsewhere (issuer_id NULL, external_url) begins as made and ends as removed.
CREATE TABLE IF NOT EXISTS endorsement (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation_id BIGINT NOT NULL,
  subject_kind ENUM('badge_class','issuer','assertion') NOT NULL,
  subject_id BIGINT NOT NULL,
  subject_version_id BIGINT NOT NULL COMMENT 'badge_class_version (also for an assertion: the one of the award) or issuer_version',
  subject_version INT NOT NULL COMMENT 'its number',
  endorser_organisation_id BIGINT NULL,
  issuer_id BIGINT NULL COMMENT 'who endorses',
  issuer_version_id BIGINT NULL COMMENT 'its profile when the endorsement was made',
  state ENUM('asked','made','declined','withdrawn','removed','revoked') NOT NULL,
  message VARCHAR(1000) NULL COMMENT 'from those who ask, not public',
  comment TEXT NULL,
  language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NULL,
  external_url VARCHAR(2000) NULL,
  external_name VARCHAR(200) NULL,
  created_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  made_by BIGINT NULL,
  made_at DATETIME(6) NULL,
  ended_by BIGINT NULL,
  ended_at DATETIME(6) NULL,
  reason VARCHAR(500) NULL COMMENT 'why it was declined or revoked; of a revoked one it is public',
  revision INT NOT NULL DEFAULT 1,
  UNIQUE KEY public_id (public_id),
  KEY by_subject (subject_kind, subject_id, id),
  KEY by_endorser (endorser_organisation_id, state, id),
  KEY by_issuer (issuer_id, state, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
