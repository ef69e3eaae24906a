-- Awards by month of issue of an organisation and all below it, for its dashboard: counted by a job, from each organisation's own index. expiring, in the
-- row of the month in which it was counted: awards whose last day lies within the days that the dashboard looks ahead. Nothing is blocked: the table is new.
CREATE TABLE IF NOT EXISTS issued_month_below (
  organisation_id BIGINT NOT NULL,
  month DATE NOT NULL,
  issued BIGINT NOT NULL,
  expiring BIGINT NOT NULL,
  counted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (organisation_id, month)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
