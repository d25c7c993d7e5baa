ALTER TABLE ledger.usage_day DROP COLUMN units;
