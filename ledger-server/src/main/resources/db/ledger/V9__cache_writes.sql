-- Cache writes that last for an hour have a price of their own, and so a class of their own.
ALTER TABLE charge ADD COLUMN tokens_cache_write_1h bigint NOT NULL DEFAULT 0;
