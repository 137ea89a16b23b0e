-- What the developers' charts read: days, so that a quarter is 90 rows a key and not 2,160, and errors by what was wrong.
-- Filled from what there is; `start` migrates before an edge drains its journal, so nothing arrives in between.

CREATE TABLE usage_daily (
  day Date,
  company_id String,
  app_id String,
  key_id String,
  environment LowCardinality(String),
  method LowCardinality(String),
  route String,
  resource LowCardinality(String),
  status_class UInt8,
  sdk LowCardinality(String),
  calls SimpleAggregateFunction(sum, UInt64),
  valuable_calls SimpleAggregateFunction(sum, UInt64),
  quantity SimpleAggregateFunction(sum, Decimal(38, 6)),
  latency AggregateFunction(quantilesTDigest(0.5, 0.95, 0.99), Float32),
  end_users AggregateFunction(uniq, String),
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (company_id, environment, day, key_id, app_id, method, route, resource, status_class, sdk)
SETTINGS non_replicated_deduplication_window = 10000;

INSERT INTO usage_daily
SELECT
  toDate(hour) AS day, company_id, app_id, key_id, environment, method, route, resource, status_class, sdk,
  sum(usage_hourly.calls) AS calls,
  sum(usage_hourly.valuable_calls) AS valuable_calls,
  sum(usage_hourly.quantity) AS quantity,
  quantilesTDigestMergeState(0.5, 0.95, 0.99)(usage_hourly.latency) AS latency,
  uniqMergeState(usage_hourly.end_users) AS end_users,
  max(usage_hourly.last_at) AS last_at
FROM usage_hourly
-- Once only, also when a kill came between the statement and its note.
WHERE (SELECT count() FROM usage_daily) = 0
GROUP BY day, company_id, app_id, key_id, environment, method, route, resource, status_class, sdk;

CREATE MATERIALIZED VIEW usage_daily_from_usage TO usage_daily AS
SELECT
  toDate(occurred_at) AS day, company_id, app_id, key_id, environment, method, route, resource,
  toUInt8(intDiv(status, 100)) AS status_class, sdk,
  count() AS calls,
  countIf(valuable = 1) AS valuable_calls,
  sum(toDecimal128(quantity, 6)) AS quantity,
  quantilesTDigestState(0.5, 0.95, 0.99)(latency_ms) AS latency,
  uniqStateIf(end_user_id, end_user_id != '') AS end_users,
  max(occurred_at) AS last_at
FROM usage_events
GROUP BY day, company_id, app_id, key_id, environment, method, route, resource, status_class, sdk;

-- `problem` is the code of the problem document where the reporter told it: the end of its `type` or of the page that explains it.
CREATE TABLE usage_errors_daily (
  day Date,
  company_id String,
  app_id String,
  key_id String,
  environment LowCardinality(String),
  method LowCardinality(String),
  route String,
  status UInt16,
  problem LowCardinality(String),
  calls SimpleAggregateFunction(sum, UInt64),
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (company_id, environment, day, key_id, app_id, method, route, status, problem)
SETTINGS non_replicated_deduplication_window = 10000;

INSERT INTO usage_errors_daily
SELECT
  toDate(occurred_at) AS day, company_id, app_id, key_id, environment, method, route, status,
  coalesce(nullIf(extract(JSONExtractString(metadata, 'doc'), '#([a-z0-9_-]{1,64})$'), ''),
    extract(JSONExtractString(metadata, 'type'), '[#/]([a-z0-9_-]{1,64})$')) AS problem,
  count() AS calls, max(occurred_at) AS last_at
FROM usage_events
WHERE status >= 400 AND (SELECT count() FROM usage_errors_daily) = 0
GROUP BY day, company_id, app_id, key_id, environment, method, route, status, problem;

CREATE MATERIALIZED VIEW usage_errors_daily_from_usage TO usage_errors_daily AS
SELECT
  toDate(occurred_at) AS day, company_id, app_id, key_id, environment, method, route, status,
  coalesce(nullIf(extract(JSONExtractString(metadata, 'doc'), '#([a-z0-9_-]{1,64})$'), ''),
    extract(JSONExtractString(metadata, 'type'), '[#/]([a-z0-9_-]{1,64})$')) AS problem,
  count() AS calls, max(occurred_at) AS last_at
FROM usage_events
WHERE status >= 400
GROUP BY day, company_id, app_id, key_id, environment, method, route, status, problem;
