-- loses "which grants were purchases, refills and refunds, and why balances were adjusted": SELECT EXISTS (SELECT FROM ledger.movement WHERE kind NOT IN ('grant', 'withdrawal'))
ALTER TABLE ledger.movement DROP CONSTRAINT movement_reason;
ALTER TABLE ledger.movement DROP CONSTRAINT movement_kind_check;
ALTER TABLE ledger.movement DROP CONSTRAINT movement_nanocredits_check;
ALTER TABLE ledger.entry DROP CONSTRAINT entry_kind_check;

-- What was corrected upwards is a grant then.
INSERT INTO ledger.credit_grant (account, amount, remaining, movement)
  SELECT account, nanocredits, nanocredits, idempotency_key FROM ledger.movement WHERE kind = 'adjustment' AND nanocredits > 0;
ALTER TABLE ledger.movement DISABLE TRIGGER append_only;
UPDATE ledger.movement SET kind = CASE WHEN nanocredits > 0 THEN 'grant' ELSE 'withdrawal' END, nanocredits = abs(nanocredits)
  WHERE kind NOT IN ('grant', 'withdrawal');
ALTER TABLE ledger.movement ENABLE TRIGGER append_only;
ALTER TABLE ledger.entry DISABLE TRIGGER append_only;
UPDATE ledger.entry SET kind = CASE WHEN amount > 0 THEN 'grant' ELSE 'withdrawal' END
  WHERE kind IN ('purchase', 'refill', 'refund', 'adjustment');
ALTER TABLE ledger.entry ENABLE TRIGGER append_only;

ALTER TABLE ledger.movement ADD CONSTRAINT movement_kind_check CHECK (kind IN ('grant', 'withdrawal'));
ALTER TABLE ledger.movement ADD CONSTRAINT movement_nanocredits_check CHECK (nanocredits > 0);
ALTER TABLE ledger.entry ADD CONSTRAINT entry_kind_check CHECK (kind IN ('grant', 'withdrawal', 'charge', 'correction'));
ALTER TABLE ledger.movement DROP COLUMN reason;
ALTER TABLE ledger.movement DROP COLUMN granted;
ALTER TABLE ledger.movement DROP COLUMN posted;
ALTER TABLE ledger.movement DROP COLUMN leased;
ALTER TABLE ledger.movement DROP COLUMN overrun;
ALTER TABLE ledger.movement DROP COLUMN claimed;
