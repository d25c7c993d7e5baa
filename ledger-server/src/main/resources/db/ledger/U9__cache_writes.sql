-- loses "which cache writes were to last for an hour": SELECT EXISTS (SELECT FROM ledger.charge WHERE tokens_cache_write_1h > 0)
UPDATE ledger.charge SET tokens_cache_write = tokens_cache_write + tokens_cache_write_1h WHERE tokens_cache_write_1h > 0;
ALTER TABLE ledger.charge DROP COLUMN tokens_cache_write_1h;
