-- loses "when grants expire, so that they never will": SELECT EXISTS (SELECT FROM ledger.credit_grant WHERE expires_at IS NOT NULL)
ALTER TABLE ledger.account DROP CONSTRAINT dated;
UPDATE ledger.account SET claimed = claimed - lapsed WHERE lapsed > 0;
ALTER TABLE ledger.account DROP COLUMN expiring;
ALTER TABLE ledger.account DROP COLUMN lapsed;

DROP INDEX ledger.credit_grant_account;
DROP INDEX ledger.credit_grant_due;
ALTER TABLE ledger.credit_grant DROP CONSTRAINT credit_grant_dated;
UPDATE ledger.credit_grant SET remaining = amount, expires_at = NULL;
ALTER TABLE ledger.credit_grant ALTER COLUMN remaining SET NOT NULL;
ALTER TABLE ledger.credit_grant DROP COLUMN as_of;
ALTER TABLE ledger.credit_grant DROP COLUMN expired_after;

ALTER TABLE ledger.movement DROP COLUMN expires_at;
ALTER TABLE ledger.movement DROP COLUMN expiring;
ALTER TABLE ledger.movement DROP COLUMN lapsed;

-- What has expired is a withdrawal then, which must have been asked for.
INSERT INTO ledger.movement (idempotency_key, kind, account, nanocredits, reference, caller)
  SELECT 'expiry ' || md5(account || ' ' || seq), 'withdrawal', account, -amount, 'expired', 'rollback'
  FROM ledger.entry WHERE kind = 'expiry';
ALTER TABLE ledger.entry DROP CONSTRAINT entry_kind_check;
ALTER TABLE ledger.entry DISABLE TRIGGER append_only;
UPDATE ledger.entry SET kind = 'withdrawal' WHERE kind = 'expiry';
ALTER TABLE ledger.entry ENABLE TRIGGER append_only;
ALTER TABLE ledger.entry ADD CONSTRAINT entry_kind_check CHECK (kind IN
  ('grant', 'purchase', 'refill', 'refund', 'withdrawal', 'adjustment', 'charge', 'correction'));
