-- Awards by month of issue, issuer by issuer, for people who have roles for single issuers only: what issued_month holds, split. An issuer without awards
-- in a month has no row. issued_month says when it was counted; what it holds is forgotten here, as nothing of that was split. It is counted again when
-- somebody looks. Nothing is blocked: the one table is new, the other holds twelve rows an organisation.
CREATE TABLE IF NOT EXISTS issued_month_of_issuer (
  organisation_id BIGINT NOT NULL,
  month DATE NOT NULL,
  issuer_id BIGINT NOT NULL,
  issued BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, month, issuer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

DELETE FROM issued_month;
