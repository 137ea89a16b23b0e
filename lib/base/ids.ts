import { monotonicFactory } from "ulid";

/** The prefixes of every id in the house; one per noun of the glossary. */
export const idPrefixes = {
  person: "per",
  account: "acc",
  authSession: "aus",
  company: "com",
  membership: "mem",
  invite: "inv",
  identityLink: "lnk",
  app: "app",
  apiKey: "key",
  serviceToken: "tok",
  auditEntry: "aud",
  source: "src",
  event: "evt",
  visitor: "vis",
  visit: "vst",
  attempt: "att",
  certification: "crt",
  review: "rev",
  audit: "adt",
  listing: "lst",
  request: "req",
  planAssignment: "pla",
} as const;

export type IdKind = keyof typeof idPrefixes;

const nextUlid = monotonicFactory();

/** A new id, `<prefix>_<ulid>` in lower case: sorts by the time it was made, also within one millisecond. */
export function newId(kind: IdKind): string {
  return `${idPrefixes[kind]}_${nextUlid().toLowerCase()}`;
}
