-- When somebody first made a certain call and got a certain answer, by app: what steps in the docs are ticked by, however many calls came since.

CREATE TABLE first_calls (
  company_id String,
  -- the key's maker
  person_id String,
  app_id String,
  environment LowCardinality(String),
  method LowCardinality(String),
  route String,
  status UInt16,
  first_at SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (company_id, person_id, method, route, status, environment, app_id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW first_calls_from_usage TO first_calls AS
SELECT company_id, person_id, app_id, environment, method, route, status, min(occurred_at) AS first_at
FROM usage_events
GROUP BY company_id, person_id, app_id, environment, method, route, status;

-- What was there before the view. A row that the view sees as well changes nothing: the earlier of two equal times is the same.
INSERT INTO first_calls
SELECT company_id, person_id, app_id, environment, method, route, status, min(occurred_at) AS first_at
FROM usage_events
GROUP BY company_id, person_id, app_id, environment, method, route, status;
