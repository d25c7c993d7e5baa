-- loses "the budgets and quotas, and the time zones of organizations": SELECT EXISTS (SELECT FROM ledger.policy WHERE amount IS NOT NULL) OR EXISTS (SELECT FROM ledger.time_zone)
DROP TABLE ledger.window_limit;
DROP TABLE ledger.policy_version;
DROP TABLE ledger.time_zone;
DROP INDEX ledger.policy_organization;
DROP INDEX ledger.policy_changes;
DELETE FROM ledger.policy;
ALTER TABLE ledger.policy DROP CONSTRAINT policy_unit;
ALTER TABLE ledger.policy ALTER COLUMN amount SET NOT NULL;
ALTER TABLE ledger.policy DROP COLUMN organization;

-- What windows were given and what they used are grants and revenue then, in the books of their own accounts.
ALTER TABLE ledger.entry DROP CONSTRAINT entry_kind_check;
ALTER TABLE ledger.entry DISABLE TRIGGER append_only;
UPDATE ledger.entry SET kind = CASE WHEN amount > 0 THEN 'grant' ELSE 'expiry' END, contra = 'platform:grants' WHERE contra = 'platform:limits';
UPDATE ledger.entry SET contra = 'platform:revenue' WHERE contra = 'platform:use';
ALTER TABLE ledger.entry ENABLE TRIGGER append_only;
ALTER TABLE ledger.entry ADD CONSTRAINT entry_kind_check CHECK (kind IN
  ('grant', 'purchase', 'refill', 'refund', 'withdrawal', 'adjustment', 'expiry', 'charge', 'correction'));
UPDATE ledger.account SET claimed = lapsed WHERE kind <> 'wallet';
