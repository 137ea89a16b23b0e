/** Whom a row belongs to stands with the ledger, which the live view reads as the reports do. */
export { companyKnownSql, companySql, personKnownSql, personSql, someoneSql } from "@/lib/events/identity-sql";
