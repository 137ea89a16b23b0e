/**
 * The rules of identity (domain.md, "Identity" 1-7) as plain code over a set of facts, without any order of arrival: what the SQL and the
 * merge ledger must agree with.
 */
export type Fact = {
  id: string;
  atMs: number;
  name: "page_viewed" | "docs_read" | "visitor_identified" | "company_changed" | "link_undone" | "link_redone";
  /** A cookie, or an id of the owner's systems in an alias. */
  visitor?: string;
  /** `per_...`, or an id of the owner's systems. */
  person?: string;
  /** As the event says or the edge stamped it. */
  company?: string;
  /** Of a correction. */
  subject?: string;
  subjectPerson?: string;
};

type Tie = { person: string; company: string; atMs: number; id: string };

export function resolveFacts(facts: readonly Fact[]) {
  const earliest = (one: Tie, other: Tie) => one.atMs - other.atMs || (one.id < other.id ? -1 : 1);
  const isUndone = (subject: string, person: string) =>
    facts
      .filter((fact) => fact.subject === subject && fact.subjectPerson === person)
      .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1))
      .at(-1)?.name === "link_undone";
  const tieOf = (subject: string, told: readonly Fact[]): Tie | undefined =>
    told
      .map(({ person = "", company = "", atMs, id }) => ({ person, company, atMs, id }))
      .filter(({ person }) => !isUndone(subject, person))
      .sort(earliest)[0];

  const userOf = (id: string): string =>
    id.startsWith("per_")
      ? id
      : (tieOf(
          `user:${id}`,
          facts.filter(
            ({ name, visitor, person }) =>
              name === "visitor_identified" && visitor === id && person?.startsWith("per_"),
          ),
        )?.person ?? id);
  const visitorTie = (visitor: string) => {
    const tie = tieOf(
      visitor,
      facts.filter((fact) => fact.visitor === visitor && fact.person),
    );
    return tie && { ...tie, person: userOf(tie.person) };
  };
  const companyOf = (person: string, atMs: number): string | undefined => {
    const terms = facts
      .filter((fact) => fact.name === "company_changed" && fact.person === person)
      .sort((a, b) => a.atMs - b.atMs);
    return (terms.findLast((term) => term.atMs <= atMs) ?? terms[0])?.company;
  };

  return {
    holderOf: (visitor: string) => visitorTie(visitor)?.person ?? "",
    personOf: ({ person, visitor }: Fact) =>
      person ? userOf(person) : visitor ? (visitorTie(visitor)?.person ?? "") : "",
    companyOf: ({ company, person, visitor, atMs }: Fact): string => {
      if (company) return company;
      if (person) return companyOf(userOf(person), atMs) ?? "";
      const tie = visitor ? visitorTie(visitor) : undefined;
      return tie ? (companyOf(tie.person, atMs) ?? tie.company) : "";
    },
  };
}
