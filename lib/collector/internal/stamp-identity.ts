import { LRUCache } from "lru-cache";
import { nowMs, secondMs } from "@/lib/base/clock";
import type { Logger } from "@/lib/base/log";
import type { Db } from "@/lib/base/postgres";
import type { EventRow } from "@/lib/events/schema";
import { type CompanyTerm, companyAt, listCompanyTerms } from "@/lib/identity/list-company-terms";

/** How long an answer is taken for the truth: who just changed company shows within that. */
const ttlMs = 2 * secondMs;
/** Stamping is a help, the dictionaries know the rest at read time: it never makes a sender wait longer. */
const deadlineMs = secondMs;
/** A database that did not answer is left alone that long. */
const awayPauseMs = 2 * secondMs;

/**
 * Fills in the company of events that name a person: the one they worked in when it happened, not when it arrived (domain.md, identity 5).
 * Events that name only a visitor stay as they are: who that is, and of which company, is asked at read time, where it can change.
 */
export class IdentityStamper {
  private readonly terms = new LRUCache<string, { terms: readonly CompanyTerm[] }>({ max: 50_000, ttl: ttlMs });
  private awayUntil = 0;

  constructor(
    private readonly db: Db,
    private readonly log: Logger,
  ) {}

  async stamp(rows: EventRow[]): Promise<void> {
    const lacking = rows.filter((row) => row.company_id === "" && row.person_id.startsWith("per_"));
    if (lacking.length === 0) return;
    await this.load([...new Set(lacking.map((row) => row.person_id))]);
    for (const row of lacking) {
      row.company_id = companyAt(this.terms.get(row.person_id)?.terms, Date.parse(row.occurred_at)) ?? "";
    }
  }

  private async load(personIds: string[]): Promise<void> {
    const unknown = personIds.filter((personId) => !this.terms.has(personId));
    if (unknown.length === 0) return;
    const found = await this.ask(() => listCompanyTerms(this.db, unknown));
    if (!found) return;
    for (const personId of unknown) this.terms.set(personId, { terms: found.get(personId) ?? [] });
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
