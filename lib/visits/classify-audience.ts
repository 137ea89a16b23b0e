import crawlers from "crawler-user-agents";
import { isbot } from "isbot";
import { LRUCache } from "lru-cache";
import type { Audience } from "@/lib/events/schema";

/**
 * AI crawlers, assistants that fetch a page for somebody, and coding agents: an audience of its own, not noise (domain.md).
 * Names are those their makers publish: OpenAI, Anthropic, Google, Perplexity, Meta, Apple, Amazon, ByteDance, Cohere, Mistral, DuckDuckGo,
 * You.com, xAI, DeepSeek, Common Crawl and the coding agents' own user agents.
 */
const aiAgents = new RegExp(
  [
    "gptbot",
    "oai-searchbot",
    "chatgpt",
    "operator/",
    "claudebot",
    "claude-user",
    "claude-searchbot",
    "claude-web",
    "claude-code",
    "anthropic-ai",
    "google-extended",
    "google-cloudvertexbot",
    "google-notebooklm",
    "gemini-deep-research",
    "googleagent",
    "perplexitybot",
    "perplexity-user",
    "meta-externalagent",
    "meta-externalfetcher",
    "applebot-extended",
    "amazonbot",
    "novaact",
    "bytespider",
    "cohere-ai",
    "cohere-training-data-crawler",
    "mistralai-user",
    "duckassistbot",
    "youbot",
    "grokbot",
    "xai-",
    "deepseekbot",
    "ccbot",
    "ai2bot",
    "diffbot",
    "phindbot",
    "iaskspider",
    "devin/",
    "cursor/",
    "windsurf/",
    "codeium/",
    "github-copilot",
    "githubcopilot",
    "copilot-swe",
    "aider/",
    "cline/",
    "codex/",
    "opencode/",
    "mcp-client",
    "modelcontextprotocol",
  ].join("|"),
  "i",
);

/** Programs that fetch for whoever wrote them; what coding agents send when they do not name themselves. */
const plainClients =
  /^(curl|wget|httpie|python|node|undici|axios|got|go-http-client|okhttp|java|ruby|php|deno|bun|libwww|aiohttp|reqwest)\b/i;

// One alternation of all patterns is compiled once; a user agent is looked up once and then remembered.
const crawlerPattern = new RegExp(crawlers.map(({ pattern }) => pattern).join("|"));
const known = new LRUCache<string, Audience>({ max: 5_000 });

/** Who reads: a person's browser, an AI agent, or another bot. No user agent at all is a bot. */
export function classifyAudience(userAgent: string | undefined): Audience {
  if (!userAgent) return "bot";
  const text = userAgent.slice(0, 512);
  let audience = known.get(text);
  if (!audience) {
    audience = aiAgents.test(text) ? "ai-agent" : isbot(text) || crawlerPattern.test(text) ? "bot" : "human";
    known.set(text, audience);
  }
  return audience;
}

/** Who reads a page made for programs (`.md`, `llms.txt`): a plain client is somebody's agent there, and a search engine still a bot. */
export function classifyReader(userAgent: string | undefined, forPrograms: boolean): Audience {
  const audience = classifyAudience(userAgent);
  return audience === "bot" && forPrograms && plainClients.test(userAgent ?? "") ? "ai-agent" : audience;
}
