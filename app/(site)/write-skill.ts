import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { keyPlaceholder } from "@/lib/base/page-variables";
import { paths } from "@/lib/base/paths";
import { getReference } from "@/lib/reference/get-reference";
import { listOperations } from "@/lib/reference/list-operations";
import { listPages } from "./list-pages";

const nameOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** One line for YAML, whatever stands in it. */
const yamlText = (text: string) => JSON.stringify(text.replace(/\s+/g, " ").trim());

/**
 * What a coding agent must know to work with the API, as a skill (a Markdown file with name and description on top): where it is, how to
 * get and send a key, how errors look, where to read on. Made from config, reference and docs, so it cannot grow old by itself.
 */
export async function writeSkill(): Promise<string> {
  const base = env().publicUrl;
  const [reference, operations, pages] = await Promise.all([getReference(), listOperations(), listPages()]);
  const guides = pages.filter((page) => page.section === "developers");
  const link = (page: { title: string; path: string; description: string }) =>
    `- [${page.title}](${base}${paths.markdown(page.path)}): ${page.description}`;
  const first = operations.find((one) => one.kind === "operation" && one.method === "GET" && !one.path.includes("{"));
  const authorisation = reference.authorisation.map((scheme) => scheme.text).join(", or ");
  const parts = [
    `---\nname: ${nameOf(portal.api.name)}\ndescription: ${yamlText(`How to build on the ${portal.api.name}: ${portal.description} Use when code calls it or somebody asks to integrate it.`)}\n---`,
    `# ${portal.api.name}`,
    `${portal.tagline}. ${portal.description}`,
    `## Addresses\n\n- Sandbox, free, made-up data: \`${base}/sandbox\`\n- Live: \`${portal.api.baseUrl}\`\n- OpenAPI document: ${base}${paths.referenceDocument}\n- MCP server (search and read all of this): ${base}${paths.mcp}`,
    `## Authorise\n\n${authorisation ? `Send ${authorisation}. ` : ""}Sandbox keys begin with \`${portal.organisationPrefix}_sbx_\`, live keys with \`${portal.organisationPrefix}_live_\`. Each works at its own address only.`,
    [
      "## Get a key",
      "Ask for a sandbox key yourself by the device flow (RFC 8628); your person says yes in a browser, and no secret goes through a chat:",
      `1. \`curl -s ${base}${paths.deviceAuthorization} -d client_id="YOUR NAME"\` answers \`device_code\`, \`user_code\`, \`verification_uri_complete\` and \`interval\`.
2. Show your person \`verification_uri_complete\` and \`user_code\`, and ask them to compare the code.
3. Every \`interval\` seconds: \`curl -s ${base}${paths.deviceToken} -d grant_type=urn:ietf:params:oauth:grant-type:device_code -d client_id="YOUR NAME" -d device_code=DEVICE_CODE\`. While \`error\` is \`authorization_pending\`, go on; after \`slow_down\` wait five seconds longer each time; after anything else stop. \`access_token\` is the key, given out once.`,
      `Or your person makes one: ${base}${paths.console.newApp} (sign in, create an app, make a sandbox key). Live keys are made there only.`,
      "Keep it in the environment. Never write a key into code, into a commit, or into a chat; in examples it is a placeholder.",
    ].join("\n\n"),
    first
      ? `## First call\n\n\`\`\`bash\ncurl ${base}/sandbox${first.path} -H "Authorization: Bearer ${keyPlaceholder}"\n\`\`\`\n\nEvery operation has an example in its page; build against the sandbox first.`
      : "",
    `## When a call fails\n\nErrors are \`application/problem+json\` (RFC 9457). Decide by \`type\`; \`errors[].pointer\` names the field that is wrong; \`instance\` is the request's id. After 429 and 503 wait for \`Retry-After\`. After any other 4xx change the request first.`,
    `## Operations\n\n${operations
      .filter((one) => one.kind === "operation" && !one.deprecated)
      .map((one) => `- [\`${one.method} ${one.path}\`](${base}${paths.operationMarkdown(one.id)}): ${one.summary}`)
      .join("\n")}`,
    guides.length ? `## Guides\n\n${guides.map(link).join("\n")}` : "",
    `Every page is Markdown with \`.md\` behind its address. All pages: ${base}${paths.llms}`,
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}
