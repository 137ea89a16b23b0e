-- The ledger: what is appended and counted. Room events inserts what the journal holds (events, usage_events, quarantine);
-- everything else here is filled by materialised views. The same text runs on the embedded engine, a server and the cloud.

CREATE TABLE events (
  event_id String,
  name LowCardinality(String),
  occurred_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  source_id LowCardinality(String),
  -- web, server, api, admin
  sent_by LowCardinality(String),
  -- '', sandbox, live
  environment LowCardinality(String),
  visitor_id String,
  visit_id String,
  -- who it was as the event itself says; '' when only the visitor is known (resolve with dictionary visitor_alias)
  person_id String,
  company_id String,
  app_id String,
  key_id String,
  -- human, ai-agent, bot
  audience LowCardinality(String),
  path String,
  -- JSON object
  properties String,
  -- the journal batch that carried it: makes a replay recognise its own rows
  batch String,
  visitor_hash UInt64 MATERIALIZED cityHash64(visitor_id)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (name, toDate(occurred_at), visitor_hash, occurred_at)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE quarantine (
  event_id String,
  name String,
  received_at DateTime64(3, 'UTC'),
  source_id LowCardinality(String),
  reason LowCardinality(String),
  -- [{ pointer, detail }]
  errors String,
  -- the event as it was sent
  payload String,
  batch String
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (received_at, event_id)
TTL toDateTime(received_at) + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE usage_events (
  source LowCardinality(String),
  id String,
  occurred_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  -- api (reported by the platform), sandbox (answered by ours)
  origin LowCardinality(String),
  environment LowCardinality(String),
  company_id String,
  app_id String,
  key_id String,
  -- the key's maker, resolved at ingest
  person_id String,
  method LowCardinality(String),
  route String,
  status UInt16,
  latency_ms Float32,
  request_bytes UInt64,
  response_bytes UInt64,
  sdk LowCardinality(String),
  sdk_version LowCardinality(String),
  end_user_id String,
  trace_id String,
  resource LowCardinality(String),
  quantity Decimal(18, 6),
  valuable UInt8,
  -- JSON object; for sandbox calls also what was wrong and where
  metadata String,
  batch String
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (company_id, environment, occurred_at, key_id)
SETTINGS non_replicated_deduplication_window = 10000;

-- Ids of the last 33 days, to drop what was sent twice (contracts.md: idempotent for 32 days). Small granules: it is read by random keys.
CREATE TABLE seen_ids (
  id_hash FixedString(16),
  batch String,
  received_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY id_hash
TTL toDateTime(received_at) + INTERVAL 33 DAY
SETTINGS index_granularity = 256, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW seen_ids_from_events TO seen_ids AS
SELECT sipHash128('event', event_id) AS id_hash, batch, received_at FROM events;

CREATE MATERIALIZED VIEW seen_ids_from_usage TO seen_ids AS
SELECT sipHash128('usage', source, id) AS id_hash, batch, received_at FROM usage_events;

-- Identity rule 2: the first event that carries both a visitor and a person links them, whenever it arrives.
CREATE TABLE aliases (
  visitor_id String,
  -- (person_id, company_id) of the earliest (occurred_at, event_id)
  link AggregateFunction(argMin, Tuple(String, String), Tuple(DateTime64(3, 'UTC'), String))
)
ENGINE = AggregatingMergeTree
ORDER BY visitor_id
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW aliases_from_events TO aliases AS
SELECT visitor_id, argMinState(tuple(person_id, company_id), tuple(occurred_at, event_id)) AS link
FROM events
WHERE visitor_id != '' AND person_id != ''
GROUP BY visitor_id;

-- Loaded again when what the links say changes: counts would miss an earlier link that merged into its visitor's row between two looks.
CREATE DICTIONARY visitor_alias (
  visitor_hash UInt64,
  person_id String,
  company_id String
)
PRIMARY KEY visitor_hash
SOURCE(CLICKHOUSE(
  QUERY 'SELECT cityHash64(visitor_id) AS visitor_hash, argMinMerge(link).1 AS person_id, argMinMerge(link).2 AS company_id FROM {database}.aliases GROUP BY visitor_id'
  INVALIDATE_QUERY 'SELECT sum(cityHash64(visitor_id, finalizeAggregation(link))) FROM {database}.aliases'
  {dictionary_credentials}
))
LAYOUT(HASHED())
LIFETIME(MIN 1 MAX 3);

-- One touch per visit.
CREATE TABLE touches (
  visit_id String,
  visitor_id String,
  person_id String,
  company_id String,
  occurred_at DateTime64(3, 'UTC'),
  channel LowCardinality(String),
  utm_source LowCardinality(String),
  utm_medium LowCardinality(String),
  utm_campaign LowCardinality(String),
  utm_term String,
  utm_content String,
  utm_id String,
  -- the name of the click id's parameter (gclid, ...) and its value
  click_id_kind LowCardinality(String),
  click_id String,
  referrer_host LowCardinality(String),
  landing_path String,
  -- person who sent the invite that was followed
  inviter_id String,
  -- listing whose link was followed
  listing_id String,
  audience LowCardinality(String),
  visitor_hash UInt64 MATERIALIZED cityHash64(visitor_id)
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (visitor_hash, occurred_at, visit_id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW touches_from_events TO touches AS
SELECT
  visit_id, visitor_id, person_id, company_id, occurred_at,
  JSONExtractString(properties, 'channel') AS channel,
  JSONExtractString(properties, 'utm_source') AS utm_source,
  JSONExtractString(properties, 'utm_medium') AS utm_medium,
  JSONExtractString(properties, 'utm_campaign') AS utm_campaign,
  JSONExtractString(properties, 'utm_term') AS utm_term,
  JSONExtractString(properties, 'utm_content') AS utm_content,
  JSONExtractString(properties, 'utm_id') AS utm_id,
  JSONExtractString(properties, 'click_id_kind') AS click_id_kind,
  JSONExtractString(properties, 'click_id') AS click_id,
  JSONExtractString(properties, 'referrer_host') AS referrer_host,
  JSONExtractString(properties, 'landing_path') AS landing_path,
  JSONExtractString(properties, 'inviter_id') AS inviter_id,
  JSONExtractString(properties, 'listing_id') AS listing_id,
  audience
FROM events
WHERE name = 'visit_started' AND visitor_id != '';

-- The first time each raw (company, person, visitor, app) reached a stage. Stages are event names, and for calls the names below.
CREATE TABLE milestones (
  stage LowCardinality(String),
  company_id String,
  person_id String,
  visitor_id String,
  app_id String,
  first_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  visitor_hash UInt64 MATERIALIZED cityHash64(visitor_id)
)
ENGINE = AggregatingMergeTree
ORDER BY (stage, company_id, person_id, visitor_id, app_id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW milestones_from_events TO milestones AS
SELECT name AS stage, company_id, person_id, visitor_id, app_id, min(occurred_at) AS first_at
FROM events
WHERE audience = 'human'
GROUP BY stage, company_id, person_id, visitor_id, app_id;

CREATE MATERIALIZED VIEW milestones_from_usage TO milestones AS
SELECT
  arrayJoin(arrayFilter(name -> name != '', [
    concat('first_', environment, '_call'),
    if(status >= 200 AND status < 300, concat('first_', environment, '_2xx'), ''),
    if(valuable = 1 AND environment = 'live', 'first_valuable_call', ''),
    if(end_user_id != '' AND environment = 'live', 'first_end_user', '')
  ])) AS stage,
  company_id, person_id, '' AS visitor_id, app_id, min(occurred_at) AS first_at
FROM usage_events
WHERE environment != ''
GROUP BY stage, company_id, person_id, visitor_id, app_id;

-- Counts of each event by day.
CREATE TABLE events_daily (
  day Date,
  name LowCardinality(String),
  events SimpleAggregateFunction(sum, UInt64),
  visitors AggregateFunction(uniq, String),
  persons AggregateFunction(uniq, String),
  companies AggregateFunction(uniq, String)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (name, day)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW events_daily_from_events TO events_daily AS
SELECT
  toDate(occurred_at) AS day, name, count() AS events,
  uniqStateIf(visitor_id, visitor_id != '') AS visitors,
  uniqStateIf(person_id, person_id != '') AS persons,
  uniqStateIf(company_id, company_id != '') AS companies
FROM events
WHERE audience = 'human'
GROUP BY day, name;

-- Calls by hour: what charts, last-used and bills read.
CREATE TABLE usage_hourly (
  hour DateTime('UTC'),
  company_id String,
  app_id String,
  key_id String,
  person_id String,
  environment LowCardinality(String),
  method LowCardinality(String),
  route String,
  resource LowCardinality(String),
  -- 2 for 2xx, 4 for 4xx, ...
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
PARTITION BY toYYYYMM(hour)
ORDER BY (company_id, environment, hour, key_id, app_id, person_id, method, route, resource, status_class, sdk)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW usage_hourly_from_usage TO usage_hourly AS
SELECT
  toStartOfHour(toDateTime(occurred_at, 'UTC')) AS hour,
  company_id, app_id, key_id, person_id, environment, method, route, resource,
  toUInt8(intDiv(status, 100)) AS status_class, sdk,
  count() AS calls,
  countIf(valuable = 1) AS valuable_calls,
  sum(toDecimal128(quantity, 6)) AS quantity,
  quantilesTDigestState(0.5, 0.95, 0.99)(latency_ms) AS latency,
  uniqStateIf(end_user_id, end_user_id != '') AS end_users,
  max(occurred_at) AS last_at
FROM usage_events
GROUP BY hour, company_id, app_id, key_id, person_id, environment, method, route, resource, status_class, sdk;
