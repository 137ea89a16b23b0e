import { LRUCache } from "lru-cache";
import { nowMs, secondMs } from "@/lib/base/clock";
import type { Logger } from "@/lib/base/log";
import type { Db } from "@/lib/base/postgres";
import type { EventRow } from "@/lib/events/schema";
import { getVisitorLink } from "@/lib/identity/get-visitor-link";
import { listCurrentCompanies } from "@/lib/identity/list-current-companies";

/** How long an answer is taken for the truth: a person who just signed up shows within that. */
const ttlMs = 2 * secondMs;
/** Stamping is a help, the alias dictionary knows the rest at read time: it never makes a sender wait longer. */
const deadlineMs = secondMs;
/** A database that did not answer is left alone that long. */
const awayPauseMs = 2 * secondMs;

/** Fills in the person of a known visitor and the company of a known person, as far as the database knows them now. */
export class IdentityStamper {
  private readonly visitors = new LRUCache<string, { personId: string | null }>({ max: 50_000, ttl: ttlMs });
  private readonly companies = new LRUCache<string, { companyId: string | null }>({ max: 50_000, ttl: ttlMs });
  private awayUntil = 0;

  constructor(
    private readonly db: Db,
    private readonly log: Logger,
  ) {}

  /** `visitorId`: the browser's own, whose link is asked for; others' are left to the dictionary. */
  async stamp(rows: EventRow[], visitorId: string | undefined): Promise<void> {
    if (visitorId && rows.some((row) => row.visitor_id === visitorId && row.person_id === "")) {
      const personId = await this.personOf(visitorId);
      if (personId)
        for (const row of rows) if (row.visitor_id === visitorId && row.person_id === "") row.person_id = personId;
    }
    const lacking = rows.filter((row) => row.company_id === "" && row.person_id.startsWith("per_"));
    if (lacking.length === 0) return;
    await this.loadCompanies([...new Set(lacking.map((row) => row.person_id))]);
    for (const row of lacking) row.company_id = this.companies.get(row.person_id)?.companyId ?? "";
  }

  private async personOf(visitorId: string): Promise<string | null> {
    const known = this.visitors.get(visitorId);
    if (known) return known.personId;
    const link = await this.ask(() => getVisitorLink(this.db, visitorId));
    if (link === undefined) return null;
    const personId = link?.personId ?? null;
    this.visitors.set(visitorId, { personId });
    return personId;
  }

  private async loadCompanies(personIds: string[]): Promise<void> {
    const unknown = personIds.filter((personId) => !this.companies.has(personId));
    if (unknown.length === 0) return;
    const found = await this.ask(() => listCurrentCompanies(this.db, unknown));
    if (!found) return;
    for (const personId of unknown) this.companies.set(personId, { companyId: found.get(personId) ?? null });
  }

  private async ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    if (nowMs() < this.awayUntil) return undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await Promise.race([
        question(),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Error("no answer in time")), deadlineMs);
        }),
      ]);
    } catch (error) {
      this.awayUntil = nowMs() + awayPauseMs;
      this.log.warn({ err: error }, "events are stored without asking who it was");
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}
