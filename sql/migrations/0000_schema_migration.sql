-- What `badgesctl migrate` keeps its book in. Runs each time, before everything else.
--
-- Migrations are files NNNN_name.sql; what was shipped never changes again. Each statement can be run twice (IF NOT EXISTS, IF EXISTS), because
-- a crash between a statement and its entry in the book makes it run again. INSERT, UPDATE and DELETE commit together with their entry.
-- A comment `-- blocks: <what, and about how long>` before a statement is said to the operator before it runs.
CREATE TABLE IF NOT EXISTS schema_migration (
  version INT NOT NULL PRIMARY KEY,
  name VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checksum BINARY(32) NOT NULL,
  state ENUM('applying','done') NOT NULL,
  steps_done INT NOT NULL DEFAULT 0,
  started_at DATETIME(6) NOT NULL,
  applied_at DATETIME(6) NULL,
  lease_owner BINARY(16) NULL,
  lease_until DATETIME(6) NULL,
  lease_by VARCHAR(100) NULL COMMENT 'host and process, for people'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
