-- What the usage of each company costs it by day, as room plans computed it (lib/plans/keep-metered-amounts.ts): a month is computed as a
-- whole and counts once its version stands in metered_months, so that a report never sees half of one.
CREATE TABLE IF NOT EXISTS metered_daily (
  month Date,
  version UInt64,
  company_id String,
  day Date,
  -- in the portal's currency
  amount Decimal(38, 6)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(month)
ORDER BY (month, version, company_id, day)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS metered_months (
  month Date,
  version UInt64,
  -- of everything that the amounts follow from: usage, plans, prices
  fingerprint String,
  computed_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(version)
ORDER BY month
SETTINGS non_replicated_deduplication_window = 10000;
