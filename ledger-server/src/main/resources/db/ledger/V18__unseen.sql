-- Requests whose end nobody saw are few, and found without reading the others.
CREATE INDEX charge_unseen ON charge (id) WHERE kind IN ('dark', 'corrected') OR error = 'no last line';
