-- What a request costs at the book's price, whoever pays the provider: a third unit, for requests with callers' own keys and for
-- budgets that count them (accounts of kind spend, in nanocredits of it). NULL is what the nanocredits are: with the platform's keys.
-- From before it was known, requests with callers' own keys have none.
-- NOT VALID: every row that is there has NULL or 0, and looking at each would keep reports waiting for the lock. New rows are checked.
ALTER TABLE charge
  ADD COLUMN hold_spend            bigint,
  ADD COLUMN extension_spend       bigint,
  ADD COLUMN cost_spend            bigint,
  ADD COLUMN taken_spend           bigint,
  ADD COLUMN reported_spend        bigint,
  ADD COLUMN byok_fee_basis_points integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT charge_hold_spend_check            CHECK (hold_spend >= 0) NOT VALID,
  ADD CONSTRAINT charge_extension_spend_check       CHECK (extension_spend >= 0) NOT VALID,
  ADD CONSTRAINT charge_cost_spend_check            CHECK (cost_spend >= 0) NOT VALID,
  ADD CONSTRAINT charge_taken_spend_check           CHECK (taken_spend >= 0) NOT VALID,
  ADD CONSTRAINT charge_byok_fee_basis_points_check CHECK (byok_fee_basis_points BETWEEN 0 AND 10000) NOT VALID;
ALTER TABLE open_reservation ADD COLUMN hold_spend bigint;
ALTER TABLE usage_day ADD COLUMN byok_nanocredits bigint NOT NULL DEFAULT 0; -- of byok, at the book's price

ALTER TABLE account DROP CONSTRAINT account_kind_check;
ALTER TABLE account ADD CONSTRAINT account_kind_check CHECK (kind IN ('wallet', 'budget', 'quota', 'spend'));
ALTER TABLE policy DROP CONSTRAINT policy_kind_check;
ALTER TABLE policy ADD CONSTRAINT policy_kind_check CHECK (kind IN ('budget', 'quota', 'spend'));
ALTER TABLE policy DROP CONSTRAINT policy_unit;
ALTER TABLE policy ADD CONSTRAINT policy_unit CHECK ((kind = 'quota') = (unit = 'request'));

CREATE OR REPLACE VIEW charge_share AS
SELECT c.day, c.replica, s.account, s.cost, s.taken, s.written_off,
  greatest(0, s.cost - s.taken - s.late - s.written_off) AS overrun
FROM charge c, unnest(c.path, c.late, c.written_off) AS p (account, late, unpaid),
  LATERAL (SELECT p.account,
    CASE WHEN p.account LIKE 'quota:%' THEN c.cost_requests
      WHEN p.account LIKE 'spend:%' THEN coalesce(c.cost_spend, c.cost_nanocredits)
      ELSE c.cost_nanocredits END AS cost,
    CASE WHEN p.account LIKE 'quota:%' THEN c.taken_requests
      WHEN p.account LIKE 'spend:%' THEN coalesce(c.taken_spend, c.taken_nanocredits)
      ELSE c.taken_nanocredits END AS taken,
    coalesce(p.late, 0) AS late, coalesce(p.unpaid, 0) AS written_off) s
UNION ALL
SELECT NULL, replica, account, cost, taken, written_off, overrun FROM charge_sum
UNION ALL
SELECT NULL, '00000000-0000-0000-0000-000000000000', account, used, 0, 0, 0 FROM opening;
