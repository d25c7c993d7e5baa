-- loses "what requests with callers' own keys would have cost, their fees' rates, and the budgets that count them with all that was spent of those": SELECT EXISTS (SELECT FROM ledger.charge WHERE byok <> '' AND coalesce(cost_spend, cost_nanocredits) > 0) OR EXISTS (SELECT FROM ledger.policy WHERE kind = 'spend' AND amount IS NOT NULL) OR EXISTS (SELECT FROM ledger.account WHERE kind = 'spend')
CREATE OR REPLACE VIEW ledger.charge_share AS
SELECT c.day, c.replica, s.account, s.cost, s.taken, s.written_off,
  greatest(0, s.cost - s.taken - s.late - s.written_off) AS overrun
FROM ledger.charge c, unnest(c.path, c.late, c.written_off) AS p (account, late, unpaid),
  LATERAL (SELECT p.account,
    CASE WHEN p.account LIKE 'quota:%' THEN c.cost_requests ELSE c.cost_nanocredits END AS cost,
    CASE WHEN p.account LIKE 'quota:%' THEN c.taken_requests ELSE c.taken_nanocredits END AS taken,
    coalesce(p.late, 0) AS late, coalesce(p.unpaid, 0) AS written_off) s
UNION ALL
SELECT NULL, replica, account, cost, taken, written_off, overrun FROM ledger.charge_sum
UNION ALL
SELECT NULL, '00000000-0000-0000-0000-000000000000', account, used, 0, 0, 0 FROM ledger.opening;

-- The accounts go, from the paths of charges too. account_kind_check stays wide: a replica that still reports on such an account makes
-- it anew, as a defect, where a constraint would stop its stream.
UPDATE ledger.charge c SET (path, late, written_off) = (
  SELECT array_agg(p.account ORDER BY p.i),
    coalesce(array_agg(p.late ORDER BY p.i) FILTER (WHERE p.late IS NOT NULL), '{}'),
    coalesce(array_agg(p.unpaid ORDER BY p.i) FILTER (WHERE p.unpaid IS NOT NULL), '{}')
  FROM unnest(c.path, c.late, c.written_off) WITH ORDINALITY AS p (account, late, unpaid, i)
  WHERE p.account NOT LIKE 'spend:%')
WHERE EXISTS (SELECT FROM unnest(c.path) AS account WHERE account LIKE 'spend:%');
ALTER TABLE ledger.entry DISABLE TRIGGER append_only;
DELETE FROM ledger.entry WHERE account LIKE 'spend:%';
ALTER TABLE ledger.entry ENABLE TRIGGER append_only;
ALTER TABLE ledger.window_limit DISABLE TRIGGER append_only;
DELETE FROM ledger.window_limit WHERE account LIKE 'spend:%';
ALTER TABLE ledger.window_limit ENABLE TRIGGER append_only;
DELETE FROM ledger.charge_sum WHERE account LIKE 'spend:%';
DELETE FROM ledger.lease WHERE account LIKE 'spend:%';
DELETE FROM ledger.account WHERE kind = 'spend';

DELETE FROM ledger.policy WHERE kind = 'spend';
ALTER TABLE ledger.policy DROP CONSTRAINT policy_unit;
ALTER TABLE ledger.policy ADD CONSTRAINT policy_unit CHECK ((kind = 'budget') = (unit = 'nanocredit'));
ALTER TABLE ledger.policy DROP CONSTRAINT policy_kind_check;
ALTER TABLE ledger.policy ADD CONSTRAINT policy_kind_check CHECK (kind IN ('budget', 'quota'));

ALTER TABLE ledger.usage_day DROP COLUMN byok_nanocredits;
ALTER TABLE ledger.open_reservation DROP COLUMN hold_spend;
ALTER TABLE ledger.charge
  DROP COLUMN byok_fee_basis_points,
  DROP COLUMN reported_spend,
  DROP COLUMN taken_spend,
  DROP COLUMN cost_spend,
  DROP COLUMN extension_spend,
  DROP COLUMN hold_spend;
