ALTER TABLE thing ADD COLUMN name text; -- edited
