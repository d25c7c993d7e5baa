-- loses "the names of things": SELECT EXISTS (SELECT FROM kit.thing WHERE name IS NOT NULL)
ALTER TABLE kit.thing DROP COLUMN name;
