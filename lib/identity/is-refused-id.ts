/** What broken trackers send instead of an id (domain.md, identity 4): tying one of these would merge strangers. */
const refused = new Set([
  "",
  "0",
  "-1",
  "null",
  "nil",
  "none",
  "undefined",
  "nan",
  "true",
  "false",
  "guest",
  "anonymous",
  "anon",
  "user",
  "user_id",
  "userid",
  "id",
  "distinct_id",
  "distinctid",
  "not_authenticated",
  "unknown",
  "test",
  "email",
  "e-mail",
  "[object object]",
  "00000000-0000-0000-0000-000000000000",
]);

/** Placeholders that forms show and scripts send: `you@example.com`, `name@company.com`, `{{email}}`, `<user_id>`. */
const placeholders = [
  /^(you|your|user|name|yourname|your\.name|me|email|test|john\.doe|jane\.doe)@/i,
  /@(example\.(com|org|net)|domain\.com|company\.com|email\.com)$/i,
  /^(\{\{.*\}\}|\$\{.*\}|<.*>|%.*%)$/,
];

/** True for ids that stand for nobody; they are never tied to a person or company. */
export function isRefusedId(id: string): boolean {
  const text = id.trim().toLowerCase();
  return refused.has(text) || text.length > 256 || placeholders.some((pattern) => pattern.test(text));
}
