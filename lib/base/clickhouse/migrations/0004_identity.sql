-- Ties can be undone, and a row's company is that of the time it happened (decisions/0013).

DROP DICTIONARY visitor_alias;
DROP VIEW aliases_from_events;
DROP TABLE aliases;

-- Every pair of a visitor and a person that an event named, and whether staff took it back. Subjects beside visitors: `user:<id>` is a
-- person and `group:<id>` a company of the owner's own systems.
CREATE TABLE aliases (
  visitor_id String,
  person_id String,
  -- (company_id, occurred_at, event_id) of the pair's earliest event; empty while only a correction is known
  link AggregateFunction(argMin, Tuple(String, DateTime64(3, 'UTC'), String), Tuple(DateTime64(3, 'UTC'), String)),
  -- (1 for an undo, its time) of the latest correction
  undone AggregateFunction(argMax, Tuple(UInt8, DateTime64(3, 'UTC')), Tuple(DateTime64(3, 'UTC'), String))
)
ENGINE = AggregatingMergeTree
ORDER BY (visitor_id, person_id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW aliases_from_events TO aliases AS
SELECT visitor_id, person_id, argMinState(tuple(company_id, occurred_at, event_id), tuple(occurred_at, event_id)) AS link
FROM events
WHERE visitor_id != '' AND person_id != ''
GROUP BY visitor_id, person_id;

-- Only who holds a service token may say that an id of the owner's systems is a person of the portal.
CREATE MATERIALIZED VIEW aliases_of_users TO aliases AS
SELECT concat('user:', visitor_id) AS visitor_id, person_id, argMinState(tuple(company_id, occurred_at, event_id), tuple(occurred_at, event_id)) AS link
FROM (SELECT visitor_id, person_id, company_id, occurred_at, event_id FROM events
  WHERE name = 'visitor_identified' AND sent_by != 'web' AND startsWith(person_id, 'per_') AND visitor_id != '' AND NOT startsWith(visitor_id, 'vis_'))
GROUP BY visitor_id, person_id;

CREATE MATERIALIZED VIEW aliases_of_companies TO aliases AS
SELECT concat('group:', JSONExtractString(properties, 'external_id')) AS visitor_id, '' AS person_id,
  argMinState(tuple(company_id, occurred_at, event_id), tuple(occurred_at, event_id)) AS link
FROM events
WHERE name = 'company_identified' AND startsWith(company_id, 'com_')
GROUP BY visitor_id, person_id;

CREATE MATERIALIZED VIEW aliases_from_corrections TO aliases AS
SELECT JSONExtractString(properties, 'subject') AS visitor_id, JSONExtractString(properties, 'subject_person') AS person_id,
  argMaxState(tuple(toUInt8(name = 'link_undone'), occurred_at), tuple(occurred_at, event_id)) AS undone
FROM events
WHERE name IN ('link_undone', 'link_redone')
GROUP BY visitor_id, person_id;

INSERT INTO aliases (visitor_id, person_id, link)
SELECT visitor_id, person_id, argMinState(tuple(company_id, occurred_at, event_id), tuple(occurred_at, event_id))
FROM events
WHERE visitor_id != '' AND person_id != ''
GROUP BY visitor_id, person_id;

-- Which company a person works in from when on.
CREATE TABLE company_terms (
  person_id String,
  since DateTime64(3, 'UTC'),
  company_id String
)
ENGINE = ReplacingMergeTree
ORDER BY (person_id, since, company_id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW company_terms_from_events TO company_terms AS
SELECT person_id, occurred_at AS since, company_id
FROM events
WHERE name IN ('signed_up', 'company_joined', 'company_changed') AND person_id != '' AND company_id != '';

INSERT INTO company_terms
SELECT person_id, occurred_at, company_id
FROM events
WHERE name IN ('signed_up', 'company_joined', 'company_changed') AND person_id != '' AND company_id != '';

-- Whom a subject belongs to: the earliest tie that is not undone. `moved` is the person's hash when they worked in more than one company
-- (then ask person_company for the company of the time), else 0.
CREATE DICTIONARY visitor_alias (
  visitor_hash UInt64,
  person_id String,
  company_id String,
  moved UInt64
)
PRIMARY KEY visitor_hash
SOURCE(CLICKHOUSE(
  QUERY 'SELECT cityHash64(tie.subject) AS visitor_hash, if(hop.person = '''', tie.person, hop.person) AS person_id,
      multiIf(terms.companies = 0, tie.company, terms.companies = 1, terms.company, '''') AS company_id,
      if(terms.companies > 1, cityHash64(if(hop.person = '''', tie.person, hop.person)), 0) AS moved
    FROM (
      SELECT subject, argMin(tuple(person_id, link.1), tuple(link.2, link.3)) AS first, first.1 AS person, first.2 AS company
      FROM (
        SELECT visitor_id AS subject, person_id, argMinMerge(a.link) AS link, argMaxMerge(a.undone).1 AS off
        FROM {database}.aliases AS a GROUP BY subject, person_id
      )
      WHERE link.3 != '''' AND off = 0
      GROUP BY subject
    ) AS tie
    LEFT JOIN (
      SELECT substring(subject, 6) AS user, argMin(person_id, tuple(link.2, link.3)) AS person
      FROM (
        SELECT visitor_id AS subject, person_id, argMinMerge(a.link) AS link, argMaxMerge(a.undone).1 AS off
        FROM {database}.aliases AS a WHERE visitor_id >= ''user:'' AND visitor_id < ''user;'' GROUP BY subject, person_id
      )
      WHERE link.3 != '''' AND off = 0
      GROUP BY subject
    ) AS hop ON hop.user = tie.person
    LEFT JOIN (
      SELECT person_id, uniqExact(company_id) AS companies, any(company_id) AS company FROM {database}.company_terms GROUP BY person_id
    ) AS terms ON terms.person_id = if(hop.person = '''', tie.person, hop.person)'
  INVALIDATE_QUERY 'SELECT (SELECT sum(cityHash64(visitor_id, person_id, finalizeAggregation(link), finalizeAggregation(undone))) FROM {database}.aliases), (SELECT sum(cityHash64(person_id, since, company_id)) FROM {database}.company_terms)'
  {dictionary_credentials}
))
LAYOUT(HASHED())
LIFETIME(MIN 1 MAX 3);

-- The company of a person at a time, milliseconds; before the first one known, that one.
CREATE DICTIONARY person_company (
  person_hash UInt64,
  from_ms Int64,
  to_ms Int64,
  company_id String
)
PRIMARY KEY person_hash
SOURCE(CLICKHOUSE(
  QUERY 'SELECT person_hash, if(before = 0, -9000000000000, since_ms) AS from_ms, if(after = 0, 9000000000000, after - 1) AS to_ms, company_id
    FROM (
      SELECT cityHash64(person_id) AS person_hash, toUnixTimestamp64Milli(since) AS since_ms, company_id,
        lagInFrame(since_ms, 1, 0) OVER w AS before, leadInFrame(since_ms, 1, 0) OVER w AS after
      FROM {database}.company_terms FINAL
      WINDOW w AS (PARTITION BY person_id ORDER BY since, company_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
    WHERE from_ms <= to_ms'
  INVALIDATE_QUERY 'SELECT sum(cityHash64(person_id, since, company_id)) FROM {database}.company_terms'
  {dictionary_credentials}
))
LAYOUT(RANGE_HASHED())
RANGE(MIN from_ms MAX to_ms)
LIFETIME(MIN 1 MAX 3);

-- The time by which a row's company is looked up, under one name in every table that identity is resolved in.
ALTER TABLE events ADD COLUMN as_of DateTime64(3, 'UTC') ALIAS occurred_at;
ALTER TABLE touches ADD COLUMN as_of DateTime64(3, 'UTC') ALIAS occurred_at;
ALTER TABLE milestones ADD COLUMN as_of DateTime64(3, 'UTC') ALIAS first_at;
ALTER TABLE activity_daily ADD COLUMN as_of DateTime64(3, 'UTC') ALIAS last_at;
