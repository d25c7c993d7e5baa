ALTER TABLE ledger.verification DROP COLUMN took_ms;
