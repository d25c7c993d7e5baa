-- Every verdict: when it was given, from which address, at which sign of life, and what it found.
CREATE TABLE verdict (
  replica    uuid NOT NULL,
  shard      integer NOT NULL,
  epoch      bigint NOT NULL,
  heartbeat  bigint NOT NULL,
  given_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  server     text NOT NULL DEFAULT coalesce(host(inet_client_addr()), 'local'),
  settled    integer NOT NULL, -- reservations charged at usage that came by another road
  dark       integer NOT NULL, -- reservations known by name, charged at their hold
  accounts   text[] NOT NULL,
  ceilings   bigint[] NOT NULL, -- beside each account, in its unit: what may have been spent unseen
  PRIMARY KEY (replica, shard),
  FOREIGN KEY (replica, shard) REFERENCES replica
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON verdict EXECUTE FUNCTION refuse_change();
