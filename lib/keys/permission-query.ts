import { LRUCache } from "lru-cache";

/** A parsed permission query: one name, or all or any of several. */
export type PermissionQuery = { kind: "name"; name: string } | { kind: "and" | "or"; parts: PermissionQuery[] };

export const maxQueryLength = 1_000;
const maxDepth = 20;
const namePattern = /^[A-Za-z0-9_-]+([.:/][A-Za-z0-9_-]+)*$/;

// The same few queries come with every call of an API.
const parsed = new LRUCache<string, PermissionQuery>({ max: 1_000 });

/**
 * Reads `a AND (b OR c)`. AND binds tighter than OR; both words in any case. Returns the reason, for the caller's eyes, when it is
 * no query: too long, unbalanced, a bad name.
 */
export function parsePermissionQuery(text: string): PermissionQuery | { reason: string } {
  const known = parsed.get(text);
  if (known) return known;
  if (text.length > maxQueryLength) return { reason: `must have at most ${maxQueryLength} characters` };
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  const reader = new Reader(tokens);
  try {
    const query = reader.any(0);
    if (reader.next() !== undefined) throw new QueryError(`has something after its end: "${reader.peekLast()}"`);
    parsed.set(text, query);
    return query;
  } catch (error) {
    if (error instanceof QueryError) return { reason: error.message };
    throw error;
  }
}

/** Whether a key's scopes satisfy a query. `shipments.*` covers `shipments.read` and `shipments.labels.read`; `*` covers all. */
export function satisfies(scopes: readonly string[], query: PermissionQuery): boolean {
  if (query.kind === "name") return scopes.some((scope) => covers(scope, query.name));
  return query.kind === "and"
    ? query.parts.every((part) => satisfies(scopes, part))
    : query.parts.some((part) => satisfies(scopes, part));
}

function covers(scope: string, name: string): boolean {
  if (scope === name || scope === "*") return true;
  // The separator before the star must be there: `ship.*` does not cover `shipments`.
  return scope.endsWith("*") && name.length > scope.length - 1 && name.startsWith(scope.slice(0, -1));
}

class QueryError extends Error {}

class Reader {
  private at = 0;
  constructor(private readonly tokens: readonly string[]) {}

  next(): string | undefined {
    return this.tokens[this.at++];
  }

  peekLast(): string {
    return (this.tokens[this.at - 1] ?? "").slice(0, 40);
  }

  any(depth: number): PermissionQuery {
    return this.chain("or", () => this.chain("and", () => this.part(depth)));
  }

  private chain(kind: "and" | "or", read: () => PermissionQuery): PermissionQuery {
    const parts = [read()];
    while (this.tokens[this.at]?.toLowerCase() === kind) {
      this.at++;
      parts.push(read());
    }
    return parts.length === 1 ? (parts[0] as PermissionQuery) : { kind, parts };
  }

  private part(depth: number): PermissionQuery {
    if (depth > maxDepth) throw new QueryError(`must not nest deeper than ${maxDepth}`);
    const token = this.next();
    if (token === undefined) throw new QueryError("ends where a permission should stand");
    if (token === "(") {
      const inner = this.any(depth + 1);
      if (this.next() !== ")") throw new QueryError('has a "(" that is not closed');
      return inner;
    }
    if (!namePattern.test(token) || /^(and|or)$/i.test(token)) {
      throw new QueryError(`has "${token.slice(0, 40)}" where a permission should stand`);
    }
    return { kind: "name", name: token };
  }
}
