import type { AuditFilter } from "@/lib/events/list-audit-entries";

/** What the page's address may say; everything else is left out. */
export type AuditSearch = {
  action?: string;
  actor?: string;
  subject?: string;
  company?: string;
  from?: string;
  to?: string;
};

const names = ["action", "actor", "subject", "company", "from", "to"] as const;
const dayMs = 86_400_000;

/** The filled-in fields of an address, cut to a size that makes sense. */
export function readSearch(search: Record<string, string | string[] | undefined>): AuditSearch {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = search[name];
      const text = (Array.isArray(value) ? value[0] : value)?.replaceAll("\0", "").trim().slice(0, 100);
      return text ? [[name, text]] : [];
    }),
  );
}

/** Days are whole ones, in UTC; `to` is the last one shown. What is no day narrows nothing. */
export function toFilter({ action, actor, subject, company, from, to }: AuditSearch): AuditFilter {
  const [first, last] = [readDay(from), readDay(to)];
  return {
    ...{ action, actorId: actor, subjectId: subject, companyId: company },
    from: first,
    to: last && new Date(last.getTime() + dayMs),
  };
}

function readDay(text: string | undefined): Date | undefined {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") ? new Date(`${text}T00:00:00Z`) : undefined;
  return day && !Number.isNaN(day.getTime()) ? day : undefined;
}
