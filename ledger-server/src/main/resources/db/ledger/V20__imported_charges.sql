-- What another system had charged, as its rows say, for reports under the old names alone: no balance and no sum counts it.
-- Rows are numbered below 0, in the order in which they came, so that no charge of ours has the same id.
CREATE TABLE imported_charge (
  id             bigint GENERATED ALWAYS AS IDENTITY (MINVALUE -1000000000000000 START -1000000000000000),
  source         text NOT NULL CHECK (length(source) BETWEEN 1 AND 64),
  old_table      text NOT NULL CHECK (old_table IN ('credit_transactions', 'service_usage_log')),
  old_id         text NOT NULL CHECK (length(old_id) BETWEEN 1 AND 255),
  owner          text NOT NULL, -- a user's id, a service's name; may be empty, as all text
  provider       text NOT NULL,
  endpoint       text NOT NULL,
  model          text NOT NULL,
  tokens_used    bigint NOT NULL,
  credits        numeric NOT NULL, -- whole ones, as the next two
  credits_before numeric,
  credits_after  numeric,
  created_at     timestamptz NOT NULL,
  imported_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source, old_table, old_id)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON imported_charge EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE VIEW credit_transactions AS
SELECT id, nullif(user_id, '') AS user_id, provider, model,
  tokens_input + tokens_cached_input + tokens_cache_write + tokens_cache_write_1h + tokens_output + tokens_reasoning
    + tokens_audio_input + tokens_audio_output AS tokens_used,
  cost_nanocredits * 0.000000001 AS cost,
  balance_before * 0.000000001 AS credits_before,
  balance_after * 0.000000001 AS credits_after,
  posted_at AS created_at
FROM charge WHERE kind <> 'void'
UNION ALL
SELECT id, nullif(owner, ''), provider, model, tokens_used, credits, credits_before, credits_after, created_at
FROM imported_charge WHERE old_table = 'credit_transactions';

-- credits_used is in thousandths.
CREATE OR REPLACE VIEW service_usage_log AS
SELECT id, substr(path[1], 21) AS service_name, endpoint, cost_nanocredits * 0.000001 AS credits_used,
  model AS model_used, posted_at AS created_at
FROM charge WHERE path[1] LIKE 'wallet:organization:%' AND kind <> 'void'
UNION ALL
SELECT id, owner, endpoint, credits * 1000, model, created_at
FROM imported_charge WHERE old_table = 'service_usage_log';
