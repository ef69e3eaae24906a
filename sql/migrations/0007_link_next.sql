-- Where a mailed link leads after the sign-in: a path of ours, for the browser that asked for it only (browser: made from its cookie; useless without it).
-- NULL: to the person's credentials.
ALTER TABLE identity_link ADD COLUMN IF NOT EXISTS next VARCHAR(12100) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN IF NOT EXISTS browser CHAR(43) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ALGORITHM = INSTANT;
