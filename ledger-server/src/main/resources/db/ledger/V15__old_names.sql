-- What older gateways called their tables, for reports that are written in SQL, read-only and in their units: whole credits, and
-- thousandths of a credit where a comment says so. An organization goes by the name of its wallet, its slug.
CREATE VIEW credit_transactions AS
SELECT id, nullif(user_id, '') AS user_id, provider, model,
  tokens_input + tokens_cached_input + tokens_cache_write + tokens_cache_write_1h + tokens_output + tokens_reasoning
    + tokens_audio_input + tokens_audio_output AS tokens_used,
  cost_nanocredits * 0.000000001 AS cost,
  balance_before * 0.000000001 AS credits_before,
  balance_after * 0.000000001 AS credits_after,
  posted_at AS created_at
FROM charge WHERE kind <> 'void';

-- credits_used is in thousandths.
CREATE VIEW service_usage_log AS
SELECT id, substr(path[1], 21) AS service_name, endpoint, cost_nanocredits * 0.000001 AS credits_used,
  model AS model_used, posted_at AS created_at
FROM charge WHERE path[1] LIKE 'wallet:organization:%' AND kind <> 'void';

-- What organizations' wallets were given for money, or again and again.
CREATE VIEW organization_purchase AS
SELECT account, sum(nanocredits) AS nanocredits, max(at) AS newest
FROM movement WHERE kind IN ('purchase', 'refill') AND account LIKE 'wallet:organization:%' GROUP BY account;

-- Amounts are in thousandths.
CREATE VIEW organization_credits AS
SELECT substr(a.id, 21) AS organization_id,
  (a.granted - a.posted) * 0.000001 AS credit_balance,
  coalesce(p.nanocredits, 0) * 0.000001 AS total_credits_purchased,
  p.newest AS last_purchase_date,
  coalesce(e.at, a.created_at) AS updated_at
FROM account a
LEFT JOIN entry e ON e.account = a.id AND e.seq = a.entries
LEFT JOIN organization_purchase p ON p.account = a.id
WHERE a.id LIKE 'wallet:organization:%';

CREATE VIEW service_credit_balances AS
SELECT substr(a.id, 21) AS service_name,
  (a.granted - a.posted) * 0.000000001 AS credits_available,
  a.posted * 0.000000001 AS total_credits_used,
  coalesce(u.requests, 0) AS total_requests,
  coalesce(p.nanocredits, 0) * 0.000000001 AS total_credits_purchased,
  p.newest AS last_purchase_date
FROM account a
LEFT JOIN (SELECT wallet, sum(requests) AS requests FROM usage_day GROUP BY wallet) u ON u.wallet = a.id
LEFT JOIN organization_purchase p ON p.account = a.id
WHERE a.id LIKE 'wallet:organization:%';

-- PostgreSQL would let the first two be written through.
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON credit_transactions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON service_usage_log
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
