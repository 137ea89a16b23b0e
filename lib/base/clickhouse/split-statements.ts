/**
 * Splits SQL text at the semicolons that end statements: not those in strings, quoted names or comments.
 * Comments stay with the statement they stand before; empty statements are dropped.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  // One alternative per thing a semicolon can hide in; backslash and doubled quotes both escape in ClickHouse.
  const token =
    /'(?:\\[\s\S]|''|[^'\\])*'|"(?:\\[\s\S]|""|[^"\\])*"|`(?:\\[\s\S]|``|[^`\\])*`|--[^\n]*|\/\*[\s\S]*?\*\/|;/g;
  let start = 0;
  for (let match = token.exec(sql); match; match = token.exec(sql)) {
    if (match[0] !== ";") continue;
    statements.push(sql.slice(start, match.index));
    start = token.lastIndex;
  }
  statements.push(sql.slice(start));
  return statements.map((text) => text.trim()).filter((text) => withoutComments(text) !== "");
}

function withoutComments(sql: string): string {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, "").trim();
}
