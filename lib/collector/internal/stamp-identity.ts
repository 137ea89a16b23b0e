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

type Link = { personId: string; sinceMs: number };

/** Fills in the person of a known visitor and the company of a known person, as far as the database knows them now. */
export class IdentityStamper {
  private readonly visitors = new LRUCache<string, { link: Link | null }>({ max: 50_000, ttl: ttlMs });
  private readonly companies = new LRUCache<string, { companyId: string | null }>({ max: 50_000, ttl: ttlMs });
  private awayUntil = 0;

  constructor(
    private readonly db: Db,
    private readonly log: Logger,
  ) {}

  /** `visitorId`: the browser's own, whose link is asked for; others' are left to the dictionary. */
  async stamp(rows: EventRow[], visitorId: string | undefined): Promise<void> {
    const nameless = rows.filter((row) => row.visitor_id === visitorId && row.person_id === "");
    const link = visitorId && nameless.length ? await this.linkOf(visitorId) : null;
    // What happened before the tie is the dictionary's to resolve: it knows the company of that time.
    for (const row of nameless) if (link && Date.parse(row.occurred_at) >= link.sinceMs) row.person_id = link.personId;
    const lacking = rows.filter((row) => row.company_id === "" && row.person_id.startsWith("per_"));
    if (lacking.length === 0) return;
    await this.loadCompanies([...new Set(lacking.map((row) => row.person_id))]);
    for (const row of lacking) row.company_id = this.companies.get(row.person_id)?.companyId ?? "";
  }

  private async linkOf(visitorId: string): Promise<Link | null> {
    const known = this.visitors.get(visitorId);
    if (known) return known.link;
    const found = await this.ask(() => getVisitorLink(this.db, visitorId));
    if (found === undefined) return null;
    const link = found ? { personId: found.personId, sinceMs: found.linkedAt.getTime() } : null;
    this.visitors.set(visitorId, { link });
    return link;
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
