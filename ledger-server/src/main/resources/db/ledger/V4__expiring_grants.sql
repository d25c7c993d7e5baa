-- Grants with a date. Credit that never expires is one pool and needs no remainders; of an account's balance
--   lapsed   is what expired grants have left: leased to replicas, never leased again, taken as it comes home,
--   expiring is what grants have left whose date is still to come,
-- and the rest never expires. Spending lowers the first, then the second, then the rest, so the first to expire is spent first.
ALTER TABLE account ADD COLUMN expiring bigint NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN lapsed bigint NOT NULL DEFAULT 0;
ALTER TABLE account ADD CONSTRAINT dated CHECK
  (expiring >= 0 AND lapsed >= 0 AND lapsed <= claimed AND expiring + lapsed <= greatest(0, granted - posted));

-- remaining is as of the account's entry as_of; what was spent since then is in the account's two columns.
ALTER TABLE credit_grant ALTER COLUMN remaining DROP NOT NULL;
UPDATE credit_grant SET remaining = NULL;
ALTER TABLE credit_grant ADD COLUMN as_of bigint NOT NULL DEFAULT 0;
ALTER TABLE credit_grant ADD COLUMN expired_after bigint; -- the account's newest entry when it expired; null: it has not
ALTER TABLE credit_grant ADD CONSTRAINT credit_grant_dated CHECK ((expires_at IS NULL) = (remaining IS NULL));
CREATE INDEX credit_grant_due ON credit_grant (expires_at) WHERE expires_at IS NOT NULL AND expired_after IS NULL;
CREATE INDEX credit_grant_account ON credit_grant (account, id);

ALTER TABLE movement ADD COLUMN expires_at timestamptz;
ALTER TABLE movement ADD COLUMN expiring bigint;
ALTER TABLE movement ADD COLUMN lapsed bigint;

ALTER TABLE entry DROP CONSTRAINT entry_kind_check;
ALTER TABLE entry ADD CONSTRAINT entry_kind_check CHECK (kind IN
  ('grant', 'purchase', 'refill', 'refund', 'withdrawal', 'adjustment', 'expiry', 'charge', 'correction'));
