-- loses "what another system had charged": SELECT EXISTS (SELECT FROM ledger.imported_charge)
CREATE OR REPLACE VIEW ledger.credit_transactions AS
SELECT id, nullif(user_id, '') AS user_id, provider, model,
  tokens_input + tokens_cached_input + tokens_cache_write + tokens_cache_write_1h + tokens_output + tokens_reasoning
    + tokens_audio_input + tokens_audio_output AS tokens_used,
  cost_nanocredits * 0.000000001 AS cost,
  balance_before * 0.000000001 AS credits_before,
  balance_after * 0.000000001 AS credits_after,
  posted_at AS created_at
FROM ledger.charge WHERE kind <> 'void';
CREATE OR REPLACE VIEW ledger.service_usage_log AS
SELECT id, substr(path[1], 21) AS service_name, endpoint, cost_nanocredits * 0.000001 AS credits_used,
  model AS model_used, posted_at AS created_at
FROM ledger.charge WHERE path[1] LIKE 'wallet:organization:%' AND kind <> 'void';
DROP TABLE ledger.imported_charge;
