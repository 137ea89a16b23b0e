/**
 * Who a row of the ledger belongs to, as SQL over the columns visitor_id, visitor_hash, person_id and company_id of events, touches,
 * milestones or activity_daily. What a row says itself wins; a row that knows only its visitor belongs to whom the visitor turned out
 * to be (domain.md, "Identity" 2), looked up at read time so that a late alias changes the past as well.
 */
export const personSql = `if(person_id != '' OR visitor_id = '', person_id, dictGetOrDefault('visitor_alias', 'person_id', visitor_hash, ''))`;

/** A row of a known person who is not the visitor's must not fall to the visitor's company (rule 3: A's past stays A's, the rest is B's). */
export const companySql = `multiIf(
  company_id != '' OR visitor_id = '', company_id,
  person_id = '' OR person_id = dictGetOrDefault('visitor_alias', 'person_id', visitor_hash, ''), dictGetOrDefault('visitor_alias', 'company_id', visitor_hash, ''),
  ''
)`;

/** Whom a report by person counts: the person, or the visitor while they are anonymous. */
export const someoneSql = `if(${personSql} != '', ${personSql}, visitor_id)`;

/** Whether a row's person, or its company, is known. The cheap test that spares the look-ups for the many who only passed by. */
export const personKnownSql = `(person_id != '' OR dictHas('visitor_alias', visitor_hash))`;
export const companyKnownSql = `(company_id != '' OR dictHas('visitor_alias', visitor_hash))`;
