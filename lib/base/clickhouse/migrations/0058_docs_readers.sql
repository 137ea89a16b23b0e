-- Who looked at which docs page on which day: who began a tutorial, without a scan of all page views.

CREATE TABLE docs_readers (
  day Date,
  path String,
  company_id String,
  person_id String,
  visitor_id String,
  first_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
  visitor_hash UInt64 MATERIALIZED cityHash64(visitor_id),
  as_of DateTime64(3, 'UTC') ALIAS last_at
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (path, day, company_id, person_id, visitor_id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW docs_readers_from_events TO docs_readers AS
SELECT toDate(occurred_at) AS day, path, company_id, person_id, visitor_id, min(occurred_at) AS first_at, max(occurred_at) AS last_at
FROM events
WHERE name = 'page_viewed' AND audience = 'human' AND startsWith(path, '/docs')
GROUP BY day, path, company_id, person_id, visitor_id;

-- What was there before the view; a row that the view sees as well changes nothing.
INSERT INTO docs_readers (day, path, company_id, person_id, visitor_id, first_at, last_at)
SELECT toDate(occurred_at) AS day, path, company_id, person_id, visitor_id, min(occurred_at) AS first_at, max(occurred_at) AS last_at
FROM events
WHERE name = 'page_viewed' AND audience = 'human' AND startsWith(path, '/docs') AND occurred_at > now() - INTERVAL 90 DAY
GROUP BY day, path, company_id, person_id, visitor_id;
