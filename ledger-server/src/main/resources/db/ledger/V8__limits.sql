-- Limits. version counts the changes of all limits and time zones, in the order in which they are committed; what is removed
-- keeps its row, without an amount, so that replicas hear of it.
ALTER TABLE policy ADD COLUMN organization text NOT NULL; -- the slug, by whose calendar windows go
ALTER TABLE policy ALTER COLUMN amount DROP NOT NULL;
ALTER TABLE policy ADD CONSTRAINT policy_unit CHECK ((kind = 'budget') = (unit = 'nanocredit'));
CREATE UNIQUE INDEX policy_changes ON policy (version);
CREATE INDEX policy_organization ON policy (organization, owner);

CREATE TABLE time_zone (
  organization text PRIMARY KEY CHECK (length(organization) BETWEEN 1 AND 255),
  zone         text NOT NULL,
  version      bigint NOT NULL UNIQUE
);

-- Locked by whoever changes a limit, until it is committed.
CREATE TABLE policy_version (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  newest bigint NOT NULL DEFAULT 0
);
INSERT INTO policy_version DEFAULT VALUES;

-- Each limit that a window had, one a version of its policy: granted - claimed of the account is the newest one's amount.
CREATE TABLE window_limit (
  account text NOT NULL REFERENCES account,
  version bigint NOT NULL,
  amount  bigint NOT NULL CHECK (amount >= 0),
  at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account, version)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON window_limit EXECUTE FUNCTION refuse_change();

ALTER TABLE entry DROP CONSTRAINT entry_kind_check;
ALTER TABLE entry ADD CONSTRAINT entry_kind_check CHECK (kind IN
  ('grant', 'purchase', 'refill', 'refund', 'withdrawal', 'adjustment', 'expiry', 'limit', 'charge', 'correction'));

-- There are windows already only where this release was rolled back before.
INSERT INTO window_limit (account, version, amount) SELECT id, 0, granted - claimed FROM account WHERE kind <> 'wallet';
ALTER TABLE entry DISABLE TRIGGER append_only;
UPDATE entry e SET
  kind = CASE WHEN e.contra = 'platform:grants' THEN 'limit' ELSE e.kind END,
  contra = CASE WHEN e.contra = 'platform:grants' THEN 'platform:limits' ELSE 'platform:use' END
  FROM account a WHERE a.id = e.account AND a.kind <> 'wallet';
ALTER TABLE entry ENABLE TRIGGER append_only;
