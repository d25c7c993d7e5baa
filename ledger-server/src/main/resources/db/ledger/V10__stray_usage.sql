-- Usage by another road of replicas that nobody ever opened: nobody can say what it was held of. Kept for whoever looks into it.
CREATE TABLE stray_usage (
  day            integer NOT NULL,
  replica        uuid NOT NULL,
  n              bigint NOT NULL,
  report         bytea NOT NULL, -- tollgate.ledger.v1.ForeignUsage
  received_at    timestamptz NOT NULL,
  quarantined_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (day, replica, n)
);
