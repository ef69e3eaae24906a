-- Drawn graphics, tags in the library, and its other orders.

-- design: what was chosen in the designer, as JSON (core/design/design.h); NULL for an uploaded picture.
ALTER TABLE graphic ADD COLUMN IF NOT EXISTS design TEXT NULL, ALGORITHM = INSTANT;

-- blocks: nothing; the indexes are built beside the table, in well under a second with ten thousand graphics.
ALTER TABLE graphic ADD KEY IF NOT EXISTS by_name (organisation_id, state, name, id), ADD KEY IF NOT EXISTS by_change (organisation_id, state, updated_at, id);

CREATE TABLE IF NOT EXISTS graphic_tag (
  graphic_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL COMMENT 'of the graphic',
  tag VARCHAR(50) NOT NULL,
  PRIMARY KEY (graphic_id, tag),
  KEY by_tag (organisation_id, tag, graphic_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
