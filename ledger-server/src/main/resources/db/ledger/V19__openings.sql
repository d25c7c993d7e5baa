-- Balances that were taken over from another system, each once: what a wallet had ever been given there, and what of it was used
-- there. Both are entries, against platform:grants and platform:revenue, so that a wallet goes on as if it had always been here.
CREATE TABLE opening (
  account      text NOT NULL REFERENCES account,
  source       text NOT NULL CHECK (length(source) BETWEEN 1 AND 64),
  old_id       text NOT NULL CHECK (length(old_id) BETWEEN 1 AND 255), -- whose row it was there
  granted      bigint NOT NULL CHECK (granted >= 0),
  used         bigint NOT NULL CHECK (used BETWEEN 0 AND granted),
  purchased    bigint NOT NULL CHECK (purchased BETWEEN 0 AND granted), -- what of granted was paid for
  purchased_at timestamptz,                                             -- the last time
  caller       text NOT NULL,
  at           timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account, source)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON opening EXECUTE FUNCTION refuse_change();

ALTER TABLE entry DROP CONSTRAINT entry_kind_check;
ALTER TABLE entry ADD CONSTRAINT entry_kind_check CHECK (kind IN
  ('grant', 'purchase', 'refill', 'refund', 'withdrawal', 'adjustment', 'expiry', 'limit', 'opening', 'opening_use', 'charge',
   'correction'));

-- What was used elsewhere is posted here without a charge.
CREATE OR REPLACE VIEW charge_share AS
SELECT c.day, c.replica, s.account, s.cost, s.taken, s.written_off,
  greatest(0, s.cost - s.taken - s.late - s.written_off) AS overrun
FROM charge c, unnest(c.path, c.late, c.written_off) AS p (account, late, unpaid),
  LATERAL (SELECT p.account,
    CASE WHEN p.account LIKE 'quota:%' THEN c.cost_requests ELSE c.cost_nanocredits END AS cost,
    CASE WHEN p.account LIKE 'quota:%' THEN c.taken_requests ELSE c.taken_nanocredits END AS taken,
    coalesce(p.late, 0) AS late, coalesce(p.unpaid, 0) AS written_off) s
UNION ALL
SELECT NULL, replica, account, cost, taken, written_off, overrun FROM charge_sum
UNION ALL
SELECT NULL, '00000000-0000-0000-0000-000000000000', account, used, 0, 0, 0 FROM opening;

CREATE OR REPLACE VIEW organization_purchase AS
SELECT account, sum(nanocredits) AS nanocredits, max(at) AS newest
FROM (
  SELECT account, nanocredits, at FROM movement WHERE kind IN ('purchase', 'refill')
  UNION ALL
  SELECT account, purchased, purchased_at FROM opening) p
WHERE account LIKE 'wallet:organization:%' GROUP BY account;
