/**
 * Who a row of the ledger belongs to, as SQL over the columns visitor_id, visitor_hash, person_id, company_id and as_of of events, touches,
 * milestones or activity_daily. What a row says itself wins; a row that knows only its visitor belongs to whom the visitor turned out
 * to be (domain.md, "Identity" 2), looked up at read time so that a late alias, or the undoing of one, changes the past as well.
 */
export const personSql = `if(
  person_id != '',
  if(startsWith(person_id, 'per_'), person_id, dictGetOrDefault('visitor_alias', 'person_id', cityHash64(concat('user:', person_id)), person_id)),
  dictGetOrDefault('visitor_alias', 'person_id', visitor_hash, '')
)`;

const companyAt = (personHash: string) =>
  `dictGetOrDefault('person_company', 'company_id', ${personHash}, toUnixTimestamp64Milli(as_of), '')`;
const movedSql = `dictGetOrDefault('visitor_alias', 'moved', visitor_hash, 0)`;

/**
 * A row of a known person who is not the visitor's must not fall to the visitor's company (rule 3: A's past stays A's, the rest is B's):
 * it falls to their own, as of its time (rule 5).
 */
export const companySql = `multiIf(
  startsWith(company_id, 'com_'), company_id,
  company_id != '', dictGetOrDefault('visitor_alias', 'company_id', cityHash64(concat('group:', company_id)), company_id),
  person_id != '', ${companyAt(`cityHash64(${personSql})`)},
  ${movedSql} != 0, ${companyAt(movedSql)},
  dictGetOrDefault('visitor_alias', 'company_id', visitor_hash, '')
)`;

/**
 * The same two as numbers: cityHash64 of the id, 0 for nobody. What counts people groups by these: the dictionary holds them ready, and no
 * id is copied, compared or digested on the way.
 */
export const personHashSql = `multiIf(
  person_id = '', dictGetOrDefault('visitor_alias', 'person_hash', visitor_hash, toUInt64(0)),
  startsWith(person_id, 'per_'), cityHash64(person_id),
  dictGetOrDefault('visitor_alias', 'person_hash', cityHash64(concat('user:', person_id)), cityHash64(person_id))
)`;

const companyHashAt = (personHash: string) =>
  `dictGetOrDefault('person_company', 'company_hash', ${personHash}, toUnixTimestamp64Milli(as_of), toUInt64(0))`;

export const companyHashSql = `multiIf(
  startsWith(company_id, 'com_'), cityHash64(company_id),
  company_id != '', dictGetOrDefault('visitor_alias', 'company_hash', cityHash64(concat('group:', company_id)), cityHash64(company_id)),
  person_id != '', ${companyHashAt(personHashSql)},
  ${movedSql} != 0, ${companyHashAt(movedSql)},
  dictGetOrDefault('visitor_alias', 'company_hash', visitor_hash, toUInt64(0))
)`;

/** Whom a report by person counts: the person, or the visitor while they are anonymous. */
export const someoneSql = `if(${personSql} != '', ${personSql}, visitor_id)`;

/** Whether a row's person, or its company, is known. The cheap test that spares the look-ups for the many who only passed by. */
export const personKnownSql = `(person_id != '' OR dictHas('visitor_alias', visitor_hash))`;
export const companyKnownSql = `(company_id != '' OR person_id != '' OR dictHas('visitor_alias', visitor_hash))`;

const visitorsOf = {
  person: "SELECT visitor_hash FROM dictionary('visitor_alias') WHERE person_hash = cityHash64({id:String})",
  company:
    "SELECT visitor_hash FROM dictionary('visitor_alias') WHERE company_hash = cityHash64({id:String}) OR moved != 0",
};

/** The cheap test of a row that says itself who it was, before the look-ups. */
const said = {
  person: `(person_id = {id:String} OR (person_id != '' AND NOT startsWith(person_id, 'per_')) OR (person_id = '' AND visitor_hash IN (${visitorsOf.person})))`,
  company: `(company_id = {id:String} OR (company_id != '' AND NOT startsWith(company_id, 'com_'))
    OR (company_id = '' AND (person_id != '' OR visitor_hash IN (${visitorsOf.company}))))`,
};

/**
 * All rows of the person or company {id:String}, and a few of others: what goes before the look-ups where one of them is asked for. In two
 * parts, so that the many rows that name only a visitor are found by the order of the table: `touches` lies by the visitor's hash, and
 * milestones by the id after everything else that is empty there. End the query with `candidatesFirstSql`.
 */
export function candidateRowsSql(
  kind: "person" | "company",
  from: { table: "touches" | "milestones"; columns: string; where: string },
): string {
  const visitors = visitorsOf[kind];
  const byOrder =
    from.table === "touches"
      ? `visitor_hash IN (${visitors})`
      : `visitor_id IN (SELECT visitor_id FROM aliases WHERE cityHash64(visitor_id) IN (${visitors}))`;
  const part = (test: string) => `SELECT ${from.columns} FROM ${from.table} WHERE ${from.where} AND ${test}`;
  return `(${part(`person_id = '' AND company_id = '' AND ${byOrder}`)} UNION ALL ${part(`(person_id != '' OR company_id != '') AND ${said[kind]}`)})`;
}

/** Without it the engine moves the exact test, with its look-ups, below the cheap ones and asks it of every row. */
export const candidatesFirstSql = "SETTINGS query_plan_filter_push_down = 0";
