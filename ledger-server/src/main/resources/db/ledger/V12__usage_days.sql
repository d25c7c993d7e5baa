-- Charges summed by the day of admission (UTC), payer, caller, model, provider and endpoint, by the transaction that writes the
-- charges: each row is the sum of its charges. bucket is a digest of all that a row is told apart by but the day.
-- A hot row is updated with every report: free space in its page lets that touch no index.
CREATE TABLE usage_day (
  day                     integer NOT NULL, -- in days since 1970-01-01
  bucket                  uuid NOT NULL,
  wallet                  text NOT NULL,
  organization_id         text NOT NULL,
  user_id                 text NOT NULL,
  key_id                  text NOT NULL,
  model                   text NOT NULL,
  provider                text NOT NULL,
  endpoint                text NOT NULL,
  requests                bigint NOT NULL, -- those that were sent to a provider
  failed                  bigint NOT NULL, -- of them, answered with a status of 400 or more
  dark                    bigint NOT NULL, -- of them, whose usage was never reported
  dark_nanocredits        bigint NOT NULL,
  inexact                 bigint NOT NULL, -- of them, charged by evidence that is partial, estimated or bound
  inexact_nanocredits     bigint NOT NULL,
  voided                  bigint NOT NULL, -- admitted and never sent
  cost_nanocredits        bigint NOT NULL,
  written_off_nanocredits bigint NOT NULL, -- of the cost
  tokens_input            bigint NOT NULL,
  tokens_cached_input     bigint NOT NULL,
  tokens_cache_write      bigint NOT NULL,
  tokens_cache_write_1h   bigint NOT NULL,
  tokens_output           bigint NOT NULL,
  tokens_reasoning        bigint NOT NULL,
  tokens_audio_input      bigint NOT NULL,
  tokens_audio_output     bigint NOT NULL,
  duration_ms             bigint NOT NULL,
  PRIMARY KEY (day, bucket)
) WITH (fillfactor = 50);
CREATE INDEX usage_day_organization ON usage_day (organization_id, day);
CREATE INDEX usage_day_user ON usage_day (user_id, day);
CREATE INDEX usage_day_key ON usage_day (key_id, day);
CREATE INDEX usage_day_wallet ON usage_day (wallet, day);

INSERT INTO usage_day
SELECT day, md5(ROW(wallet, organization_id, user_id, key_id, model, provider, endpoint)::text)::uuid,
  wallet, organization_id, user_id, key_id, model, provider, endpoint, requests, failed, dark, dark_nanocredits,
  inexact, inexact_nanocredits, voided, cost, written_off, t_in, t_cached, t_write, t_write_1h, t_out, t_reasoning,
  t_audio_in, t_audio_out, duration
FROM (
  SELECT day, path[1] AS wallet, organization_id, user_id, key_id, model, provider, endpoint,
    count(*) FILTER (WHERE kind <> 'void') AS requests,
    count(*) FILTER (WHERE kind <> 'void' AND status >= 400) AS failed,
    count(*) FILTER (WHERE kind = 'dark') AS dark,
    sum(CASE WHEN kind = 'dark' THEN cost_nanocredits ELSE 0 END) AS dark_nanocredits,
    count(*) FILTER (WHERE evidence IN ('partial', 'estimated', 'bound')) AS inexact,
    sum(CASE WHEN evidence IN ('partial', 'estimated', 'bound') THEN cost_nanocredits ELSE 0 END) AS inexact_nanocredits,
    count(*) FILTER (WHERE kind = 'void') AS voided,
    sum(cost_nanocredits) AS cost, sum(coalesce(written_off[1], 0)) AS written_off,
    sum(tokens_input) AS t_in, sum(tokens_cached_input) AS t_cached, sum(tokens_cache_write) AS t_write,
    sum(tokens_cache_write_1h) AS t_write_1h, sum(tokens_output) AS t_out, sum(tokens_reasoning) AS t_reasoning,
    sum(tokens_audio_input) AS t_audio_in, sum(tokens_audio_output) AS t_audio_out, sum(duration_ms) AS duration
  FROM charge GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) c;
