-- More kinds of movements of credit, why a balance was adjusted, and what each movement first answered, which a repeat of it
-- answers again. Movements from before this migration have no such answer.
ALTER TABLE movement DROP CONSTRAINT movement_kind_check;
ALTER TABLE movement ADD CONSTRAINT movement_kind_check
  CHECK (kind IN ('grant', 'purchase', 'refill', 'refund', 'withdrawal', 'adjustment'));
ALTER TABLE movement DROP CONSTRAINT movement_nanocredits_check;
ALTER TABLE movement ADD CONSTRAINT movement_nanocredits_check
  CHECK (nanocredits > 0 OR (kind = 'adjustment' AND nanocredits < 0));
ALTER TABLE movement ADD COLUMN reason text NOT NULL DEFAULT '';
ALTER TABLE movement ADD COLUMN granted bigint;
ALTER TABLE movement ADD COLUMN posted bigint;
ALTER TABLE movement ADD COLUMN leased bigint;
ALTER TABLE movement ADD COLUMN overrun bigint;
ALTER TABLE movement ADD COLUMN claimed bigint;
ALTER TABLE movement ADD CONSTRAINT movement_reason
  CHECK ((kind = 'adjustment') = (reason <> ''));

ALTER TABLE entry DROP CONSTRAINT entry_kind_check;
ALTER TABLE entry ADD CONSTRAINT entry_kind_check CHECK (kind IN
  ('grant', 'purchase', 'refill', 'refund', 'withdrawal', 'adjustment', 'charge', 'correction'));
