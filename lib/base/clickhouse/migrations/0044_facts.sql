-- Numbers that somebody else counts, as they stood on a day: stars of a repository. The latest of a day stays.
CREATE TABLE IF NOT EXISTS facts_daily (
  -- closed list: lib/facts/schema.ts
  fact LowCardinality(String),
  -- whose number it is: a repository
  subject String,
  day Date,
  value UInt64,
  recorded_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(recorded_at)
ORDER BY (fact, subject, day)
SETTINGS non_replicated_deduplication_window = 10000;
