-- loses "which requests were sent with callers' own keys": SELECT EXISTS (SELECT FROM ledger.charge WHERE byok <> '')
ALTER TABLE ledger.usage_day DROP COLUMN byok;
ALTER TABLE ledger.charge DROP COLUMN byok;
