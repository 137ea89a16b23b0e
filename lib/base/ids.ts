import { randomFillSync } from "node:crypto";
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
  erasure: "ers",
  app: "app",
  apiKey: "key",
  deviceRequest: "dvr",
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
  closedBill: "bil",
  billAlert: "bal",
  destination: "dst",
  replay: "rpl",
  savedFunnel: "fnl",
  webhookEndpoint: "whe",
  webhookMessage: "msg",
  spendImport: "spi",
  mail: "mal",
  stuckCase: "stk",
  digest: "dig",
  digestRun: "dgr",
  note: "nte",
  embed: "emb",
  sqlRun: "sql",
} as const;

export type IdKind = keyof typeof idPrefixes;

const pool = Buffer.alloc(4_096);
let poolAt = pool.length;

/** Random bytes as parts of 1, fetched 4,096 at a time: the library's own source asks the system for each of an id's 16 characters. */
function nextRandom(): number {
  if (poolAt === pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  return (pool[poolAt++] as number) / 256;
}

const nextUlid = monotonicFactory(nextRandom);

/** A new id, `<prefix>_<ulid>` in lower case: sorts by the time it was made, also within one millisecond. */
export function newId(kind: IdKind): string {
  return `${idPrefixes[kind]}_${nextUlid().toLowerCase()}`;
}
