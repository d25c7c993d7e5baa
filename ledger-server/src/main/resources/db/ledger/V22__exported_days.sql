-- Days of charges that stand in a file: how many they were and the newest of them, so that a day is written again that was changed since.
CREATE TABLE exported_day (
  day         integer PRIMARY KEY, -- in days since 1970-01-01
  charges     bigint NOT NULL,
  newest      bigint NOT NULL, -- id of the newest of them, 0 where there is none
  file        text NOT NULL,
  exported_at timestamptz NOT NULL DEFAULT now()
);
