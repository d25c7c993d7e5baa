-- Days of charges that are kept no longer. What they came to stays: by payer and day in usage_day, and here for the books, by
-- account and replica, so that every balance and lease is still explained to the nanocredit.
CREATE TABLE dropped_day (
  day        integer PRIMARY KEY, -- in days since 1970-01-01
  closed_at  timestamptz NOT NULL DEFAULT now(), -- nothing is charged for it any more from then on
  dropped_at timestamptz -- its charges are gone since then
);
CREATE TABLE charge_sum (
  replica     uuid NOT NULL,
  account     text NOT NULL REFERENCES account,
  cost        bigint NOT NULL, -- in the account's unit, as all of these
  taken       bigint NOT NULL, -- from the lease
  overrun     bigint NOT NULL,
  written_off bigint NOT NULL,
  PRIMARY KEY (account, replica)
);

-- Each account's part in each charge, and in those that are gone.
CREATE VIEW charge_share AS
SELECT c.day, c.replica, s.account, s.cost, s.taken, s.written_off,
  greatest(0, s.cost - s.taken - s.late - s.written_off) AS overrun
FROM charge c, unnest(c.path, c.late, c.written_off) AS p (account, late, unpaid),
  LATERAL (SELECT p.account,
    CASE WHEN p.account LIKE 'quota:%' THEN c.cost_requests ELSE c.cost_nanocredits END AS cost,
    CASE WHEN p.account LIKE 'quota:%' THEN c.taken_requests ELSE c.taken_nanocredits END AS taken,
    coalesce(p.late, 0) AS late, coalesce(p.unpaid, 0) AS written_off) s
UNION ALL
SELECT NULL, replica, account, cost, taken, written_off, overrun FROM charge_sum;
