-- Calls that say which code block they were copied from (header Waymark-Snippet), by block and key's maker: what the content report counts.
-- The doors let in only what looks like `/path#block`; what else stands in the metadata of older rows is passed over here too.

CREATE TABLE snippet_calls (
  day Date,
  path String,
  block String,
  environment LowCardinality(String),
  company_id String,
  -- the key's maker
  person_id String,
  calls SimpleAggregateFunction(sum, UInt64),
  passed SimpleAggregateFunction(sum, UInt64),
  first_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  -- the first that answered 2xx; the year 2200: none did
  first_passed_at SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (day, path, block, environment, company_id, person_id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW snippet_calls_from_usage TO snippet_calls AS
SELECT
  toDate(occurred_at) AS day,
  substring(snippet, 1, position(snippet, '#') - 1) AS path,
  decodeURLComponent(substring(snippet, position(snippet, '#') + 1)) AS block,
  environment, company_id, person_id,
  count() AS calls,
  countIf(status >= 200 AND status < 300) AS passed,
  min(occurred_at) AS first_at,
  min(if(status >= 200 AND status < 300, occurred_at, toDateTime64('2200-01-01 00:00:00', 3, 'UTC'))) AS first_passed_at
FROM (
  SELECT *, JSONExtractString(metadata, 'snippet') AS snippet FROM usage_events WHERE position(metadata, '"snippet"') > 0
)
WHERE match(snippet, '^/[A-Za-z0-9._~%/-]{0,200}#[A-Za-z0-9._~%-]{1,120}$')
GROUP BY day, path, block, environment, company_id, person_id;
