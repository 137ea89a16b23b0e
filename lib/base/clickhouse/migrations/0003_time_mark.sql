-- What was done to an event's time: '', corrected (the sender's clock was off), clamped (it lay in the future).
ALTER TABLE events ADD COLUMN IF NOT EXISTS time_mark LowCardinality(String) DEFAULT '';
