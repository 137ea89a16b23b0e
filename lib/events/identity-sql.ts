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

/** Whom a report by person counts: the person, or the visitor while they are anonymous. */
export const someoneSql = `if(${personSql} != '', ${personSql}, visitor_id)`;

/** Whether a row's person, or its company, is known. The cheap test that spares the look-ups for the many who only passed by. */
export const personKnownSql = `(person_id != '' OR dictHas('visitor_alias', visitor_hash))`;
export const companyKnownSql = `(company_id != '' OR person_id != '' OR dictHas('visitor_alias', visitor_hash))`;

const visitorsOf = (whose: string) =>
  `visitor_hash IN (SELECT visitor_hash FROM dictionary('visitor_alias') WHERE ${whose})`;

/**
 * True for every row of the person or company {id:String}, and for a few of others: the cheap test that goes before the look-ups where one
 * of them is asked for. Reads who its visitors are from the dictionary's other side.
 */
export const candidateSql = {
  person: `(person_id = {id:String} OR (person_id != '' AND NOT startsWith(person_id, 'per_')) OR (person_id = '' AND ${visitorsOf("person_id = {id:String}")}))`,
  company: `(company_id = {id:String} OR (company_id != '' AND NOT startsWith(company_id, 'com_'))
    OR (company_id = '' AND (person_id != '' OR ${visitorsOf("company_id = {id:String} OR moved != 0")})))`,
};
