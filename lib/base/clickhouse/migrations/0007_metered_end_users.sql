-- When each end user of a company was first seen in a month, by what was called: distinct end users of any part of a month, exactly.
-- Meters of calls and quantities are read from usage_hourly.

CREATE TABLE metered_end_users (
  month Date,
  company_id String,
  environment LowCardinality(String),
  end_user_id String,
  method LowCardinality(String),
  route String,
  status_class UInt8,
  first_at SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(month)
ORDER BY (company_id, environment, month, end_user_id, method, route, status_class)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW metered_end_users_from_usage TO metered_end_users AS
SELECT
  toStartOfMonth(toDate(occurred_at)) AS month, company_id, environment, end_user_id, method, route,
  toUInt8(intDiv(status, 100)) AS status_class, min(occurred_at) AS first_at
FROM usage_events
WHERE end_user_id != ''
GROUP BY month, company_id, environment, end_user_id, method, route, status_class;

-- What was there before the view. A row that the view sees as well changes nothing: the earlier of two equal times is the same.
INSERT INTO metered_end_users
SELECT
  toStartOfMonth(toDate(occurred_at)) AS month, company_id, environment, end_user_id, method, route,
  toUInt8(intDiv(status, 100)) AS status_class, min(occurred_at) AS first_at
FROM usage_events
WHERE end_user_id != ''
GROUP BY month, company_id, environment, end_user_id, method, route, status_class;
