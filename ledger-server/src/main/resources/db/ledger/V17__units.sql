-- What is counted one by one and not in tokens: images, characters, seconds, and which of a model's prices they have.
ALTER TABLE charge ADD COLUMN units bigint NOT NULL DEFAULT 0, ADD COLUMN variant text NOT NULL DEFAULT '';
