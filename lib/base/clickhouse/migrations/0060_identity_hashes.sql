-- Who a subject belongs to also as numbers: reports that count people group by cityHash64 of their id and never need the id itself.
CREATE OR REPLACE DICTIONARY visitor_alias (
  visitor_hash UInt64,
  person_id String,
  company_id String,
  moved UInt64,
  -- cityHash64 of person_id and of company_id; 0 for ''
  person_hash UInt64,
  company_hash UInt64
)
PRIMARY KEY visitor_hash
SOURCE(CLICKHOUSE(
  QUERY 'SELECT cityHash64(tie.subject) AS visitor_hash, if(hop.person = '''', tie.person, hop.person) AS person_id,
      multiIf(terms.companies = 0, tie.company, terms.companies = 1, terms.company, '''') AS company_id,
      if(terms.companies > 1, cityHash64(person_id), 0) AS moved,
      if(person_id = '''', 0, cityHash64(person_id)) AS person_hash,
      if(company_id = '''', 0, cityHash64(company_id)) AS company_hash
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
CREATE OR REPLACE DICTIONARY person_company (
  person_hash UInt64,
  from_ms Int64,
  to_ms Int64,
  company_id String,
  company_hash UInt64
)
PRIMARY KEY person_hash
SOURCE(CLICKHOUSE(
  QUERY 'SELECT person_hash, if(before = 0, -9000000000000, since_ms) AS from_ms, if(after = 0, 9000000000000, after - 1) AS to_ms, company_id,
      cityHash64(company_id) AS company_hash
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
