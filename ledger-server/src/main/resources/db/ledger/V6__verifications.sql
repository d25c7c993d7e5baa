-- When the books were last verified and what came of it, for every server to see.
CREATE TABLE verification (
  one         boolean PRIMARY KEY DEFAULT true CHECK (one),
  started_at  timestamptz, -- of the newest one that has ended
  held_at     timestamptz, -- of the newest one that found no difference
  differed_at timestamptz, -- of the newest one that found some
  differences integer NOT NULL DEFAULT 0 -- of the newest one, 100 at most
);
INSERT INTO verification DEFAULT VALUES;
