const scopePattern = /^[A-Za-z0-9_-]+([.:/][A-Za-z0-9_-]+)*$/;

/**
 * The scopes a call needs, from `security` of the operation or the whole document: the alternatives are joined by OR, the scopes of one by
 * AND. Undefined when some alternative asks for none, or no `security` does.
 */
export function readPermissions(own: unknown, whole: unknown): string | undefined {
  const security = Array.isArray(own) ? own : Array.isArray(whole) ? whole : [];
  const alternatives = security.map((requirement: unknown) =>
    Object.values((requirement ?? {}) as Record<string, unknown>)
      .flat()
      .filter((scope): scope is string => typeof scope === "string" && scopePattern.test(scope)),
  );
  if (!alternatives.length || alternatives.some((scopes) => scopes.length === 0)) return undefined;
  return alternatives.map((scopes) => `(${[...new Set(scopes)].join(" AND ")})`).join(" OR ");
}
