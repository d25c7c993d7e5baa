-- How long the newest verification took: where it takes long, the next one comes later.
ALTER TABLE verification ADD COLUMN took_ms bigint NOT NULL DEFAULT 0;
