-- Roles that organisations make, who is the last administrator, and the ways in which the audit log is read.

-- public_id: in addresses. Those that ship get theirs from their name, so that they are the same everywhere.
ALTER TABLE role ADD COLUMN IF NOT EXISTS public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN IF NOT EXISTS created_by BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS created_at DATETIME(6) NULL,
  ADD COLUMN IF NOT EXISTS revision INT NOT NULL DEFAULT 1,
  ALGORITHM = INSTANT;

UPDATE role SET public_id = CONCAT('0', LEFT(MD5(CONCAT('role ', organisation_id, ' ', name)), 25)) WHERE public_id IS NULL;

-- blocks: nothing that lasts: a table of some hundred rows.
ALTER TABLE role MODIFY COLUMN IF EXISTS public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ADD UNIQUE KEY IF NOT EXISTS public_id (public_id),
  ADD UNIQUE KEY IF NOT EXISTS display_name (organisation_id, display_name);

UPDATE role SET description = 'Does everything in the organisation and below it, and owns each of its issuers.' WHERE organisation_id = 0 AND name = 'organisation_administrator';
UPDATE role SET description = 'Runs one issuer: its profile, its staff, its badges, issuing, changes, reports, exports, pathways and rules.' WHERE organisation_id = 0 AND name = 'issuer_owner';
UPDATE role SET description = 'Works for one issuer as its owner does, but does not choose its staff.' WHERE organisation_id = 0 AND name = 'issuer_editor';
UPDATE role SET description = 'Issues, sees and exports the credentials of one issuer.' WHERE organisation_id = 0 AND name = 'issuer_staff';
UPDATE role SET description = 'Makes graphics and badges. Issues nothing, and sees no reports.' WHERE organisation_id = 0 AND name = 'badge_creator';
UPDATE role SET description = 'Issues credentials and sees reports. Changes no badges.' WHERE organisation_id = 0 AND name = 'badge_issuer';
UPDATE role SET description = 'Looks after the people of one group.' WHERE organisation_id = 0 AND name = 'group_administrator';
UPDATE role SET description = 'Sees credentials and reports, and exports them.' WHERE organisation_id = 0 AND name = 'reporter';
UPDATE role SET description = 'Belongs to the organisation, and has their own credentials.' WHERE organisation_id = 0 AND name = 'user';

-- Who holds a role; who works for an issuer; who is in a group. Built while readers and writers go on, a few seconds for a million people.
ALTER TABLE role_assignment ADD KEY IF NOT EXISTS by_role (role_id, organisation_id, account_id),
  ADD KEY IF NOT EXISTS by_issuer (issuer_id, role_id), ADD KEY IF NOT EXISTS by_group (group_id, account_id),
  ALGORITHM = INPLACE, LOCK = NONE;

-- One row for an organisation of which an administrator went: written first by whoever takes one away, so that two who do it at once meet here, on one node
-- (they wait) as on several (one is certified).
CREATE TABLE IF NOT EXISTS administrator_change (
  organisation_id BIGINT NOT NULL PRIMARY KEY,
  changes BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- The log by time, by who did it, and within an organisation by kind and by action; all end with the row's id, which is the order in which it is shown.
-- blocks: nothing. Writers go on while the keys are built, about a minute for ten million rows.
ALTER TABLE audit ADD KEY IF NOT EXISTS by_time (at), ADD KEY IF NOT EXISTS by_account (account_id, id),
  ADD KEY IF NOT EXISTS by_kind (organisation_id, object_kind, id), ADD KEY IF NOT EXISTS by_action (organisation_id, action, id),
  ALGORITHM = INPLACE, LOCK = NONE;
