-- How the event was said (segment, posthog, ...): with it, source_id and payload it can be read again.
ALTER TABLE quarantine ADD COLUMN IF NOT EXISTS dialect LowCardinality(String) DEFAULT '';
