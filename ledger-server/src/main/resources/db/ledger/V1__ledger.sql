-- The ledger: docs/reference/leases.md, section 3. Money is bigint, in nanocredits (1e-9 credit); quotas count requests.
-- Each constraint repeats an invariant that the code asserts too.

CREATE TABLE ledger (
  one        boolean PRIMARY KEY DEFAULT true CHECK (one),
  history_id uuid NOT NULL -- new on every restore or failover that may have lost commits
);
INSERT INTO ledger (history_id) VALUES (gen_random_uuid());

CREATE TABLE account (
  id           text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 300),
  kind         text NOT NULL CHECK (kind IN ('wallet', 'budget', 'quota')),
  unit         text NOT NULL CHECK (unit IN ('nanocredit', 'request')),
  period       text NOT NULL DEFAULT '',  -- a budget's or quota's window, for example day:2026-11-21
  owner        text NOT NULL DEFAULT '',
  granted      bigint NOT NULL DEFAULT 0 CHECK (granted >= 0),
  posted       bigint NOT NULL DEFAULT 0,
  leased       bigint NOT NULL DEFAULT 0,
  overrun      bigint NOT NULL DEFAULT 0 CHECK (overrun >= 0),
  claimed      bigint NOT NULL DEFAULT 0,
  dark_ceiling bigint NOT NULL DEFAULT 0 CHECK (dark_ceiling >= 0),
  written_off  bigint NOT NULL DEFAULT 0 CHECK (written_off >= 0),
  lessees      integer NOT NULL DEFAULT 0,
  scarce_until timestamptz,
  state        text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'closed')),
  entries      bigint NOT NULL DEFAULT 0, -- seq of the newest entry
  created_at   timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT i1 CHECK (leased >= 0 AND claimed >= 0 AND posted + leased <= granted + overrun)
);

CREATE TABLE replica (
  id        uuid NOT NULL,
  shard     integer NOT NULL,
  caller    text NOT NULL, -- the credential that opened it; no other may act for it
  epoch     bigint NOT NULL,
  heartbeat bigint NOT NULL DEFAULT 0,
  watermark bigint NOT NULL DEFAULT 0,
  state     text NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'closed', 'condemned')),
  host_boot text NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, shard)
);

CREATE TABLE lease (
  replica        uuid NOT NULL,
  shard          integer NOT NULL,
  account        text NOT NULL REFERENCES account,
  granted_total  bigint NOT NULL DEFAULT 0,
  returned_total bigint NOT NULL DEFAULT 0,
  outstanding    bigint NOT NULL DEFAULT 0 CHECK (outstanding >= 0),
  PRIMARY KEY (replica, shard, account),
  FOREIGN KEY (replica, shard) REFERENCES replica
);
CREATE INDEX lease_account ON lease (account);

-- One row a reservation, for ever: the key makes a second charge impossible.
CREATE TABLE charge (
  id                    bigint GENERATED ALWAYS AS IDENTITY,
  day                   integer NOT NULL, -- of admission, in days since 1970-01-01
  replica               uuid NOT NULL,
  n                     bigint NOT NULL,
  seq                   bigint NOT NULL,  -- of the record that wrote it last
  kind                  text NOT NULL CHECK (kind IN ('posted', 'dark', 'corrected', 'late', 'void')),
  evidence              text NOT NULL,
  path                  text[] NOT NULL,
  hold_nanocredits      bigint NOT NULL CHECK (hold_nanocredits >= 0),
  hold_requests         bigint NOT NULL CHECK (hold_requests >= 0),
  extension_nanocredits bigint NOT NULL CHECK (extension_nanocredits >= 0),
  extension_requests    bigint NOT NULL CHECK (extension_requests >= 0),
  cost_nanocredits      bigint NOT NULL CHECK (cost_nanocredits >= 0),
  cost_requests         bigint NOT NULL CHECK (cost_requests >= 0),
  taken_nanocredits     bigint NOT NULL CHECK (taken_nanocredits >= 0), -- from the lease, for this reservation
  taken_requests        bigint NOT NULL CHECK (taken_requests >= 0),
  reported_nanocredits  bigint, -- what the replica computed, where it differs from the ledger
  price_book            text NOT NULL,
  price_version         integer NOT NULL,
  model                 text NOT NULL,
  model_answered        text NOT NULL,
  key_id                text NOT NULL,
  organization_id       text NOT NULL,
  user_id               text NOT NULL,
  provider              text NOT NULL,
  endpoint              text NOT NULL,
  request_id            text NOT NULL,
  method                text NOT NULL,
  status                integer NOT NULL,
  error                 text NOT NULL,
  attempts              integer NOT NULL,
  duration_ms           bigint NOT NULL,
  first_byte_ms         bigint NOT NULL,
  client_address        text NOT NULL,
  user_agent            text NOT NULL,
  tokens_input          bigint NOT NULL,
  tokens_cached_input   bigint NOT NULL,
  tokens_cache_write    bigint NOT NULL,
  tokens_output         bigint NOT NULL,
  tokens_reasoning      bigint NOT NULL,
  tokens_audio_input    bigint NOT NULL,
  tokens_audio_output   bigint NOT NULL,
  balance_before        bigint NOT NULL, -- of the wallet
  balance_after         bigint NOT NULL,
  admitted_at           timestamptz NOT NULL,
  started_at            timestamptz NOT NULL,
  posted_at             timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (day, replica, n)
) PARTITION BY RANGE (day);
CREATE INDEX charge_id ON charge (id);
CREATE INDEX charge_request ON charge (request_id);
CREATE INDEX charge_key ON charge (key_id, id);
CREATE INDEX charge_wallet ON charge ((path[1]), id);
CREATE TABLE charge_other PARTITION OF charge DEFAULT;

-- Append-only. Both sides of every movement: amount is added to account and taken from contra. The platform's contra accounts
-- have no row of their own (it would be the hottest one): each is the fold of the entries that name it.
CREATE TABLE entry (
  account        text NOT NULL REFERENCES account,
  seq            bigint NOT NULL CHECK (seq >= 1),
  kind           text NOT NULL CHECK (kind IN ('grant', 'withdrawal', 'charge', 'correction')),
  amount         bigint NOT NULL CHECK (amount <> 0),
  contra         text NOT NULL,
  balance_before bigint NOT NULL,
  balance_after  bigint NOT NULL,
  cause          text NOT NULL, -- a reservation, or the idempotency key of a movement
  at             timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account, seq),
  CHECK (balance_after = balance_before + amount)
);

CREATE TABLE credit_grant (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account    text NOT NULL REFERENCES account,
  amount     bigint NOT NULL CHECK (amount > 0),
  remaining  bigint NOT NULL CHECK (remaining BETWEEN 0 AND amount), -- of expiring grants
  expires_at timestamptz,                                           -- null: never
  movement   text NOT NULL UNIQUE
);

-- Every grant and withdrawal by its idempotency key, with the content it was asked with.
CREATE TABLE movement (
  idempotency_key text PRIMARY KEY CHECK (length(idempotency_key) BETWEEN 1 AND 255),
  kind            text NOT NULL CHECK (kind IN ('grant', 'withdrawal')),
  account         text NOT NULL REFERENCES account,
  nanocredits     bigint NOT NULL CHECK (nanocredits > 0),
  reference       text NOT NULL,
  caller          text NOT NULL,
  at              timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE credit_grant ADD FOREIGN KEY (movement) REFERENCES movement;

-- Limits of budgets and quotas, from which windows are made on first use.
CREATE TABLE policy (
  owner   text NOT NULL,
  kind    text NOT NULL CHECK (kind IN ('budget', 'quota')),
  period  text NOT NULL CHECK (period IN ('day', 'week', 'month')),
  unit    text NOT NULL CHECK (unit IN ('nanocredit', 'request')),
  amount  bigint NOT NULL CHECK (amount >= 0),
  version bigint NOT NULL,
  PRIMARY KEY (owner, kind, period, unit)
);

CREATE TABLE open_reservation (
  day         integer NOT NULL,
  replica     uuid NOT NULL,
  n           bigint NOT NULL,
  path        text[] NOT NULL,
  hold_nanocredits bigint NOT NULL,
  hold_requests    bigint NOT NULL,
  request_id  text NOT NULL,
  admitted_at timestamptz NOT NULL,
  PRIMARY KEY (day, replica, n)
);

CREATE TABLE foreign_usage (
  day         integer NOT NULL,
  replica     uuid NOT NULL,
  n           bigint NOT NULL,
  usage       bytea NOT NULL, -- tollgate.ledger.v1.Usage
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (day, replica, n)
);

-- One immutable version of a book a row; publication counts the changes of the whole catalog.
CREATE TABLE price_book (
  book           text NOT NULL,
  version        integer NOT NULL CHECK (version >= 1),
  publication    bigint NOT NULL UNIQUE,
  effective_from timestamptz NOT NULL,
  content        bytea NOT NULL, -- tollgate.ledger.v1.PriceBook
  published_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (book, version)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON movement EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON price_book EXECUTE FUNCTION refuse_change();
