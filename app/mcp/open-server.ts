import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { listPages } from "@/app/(site)/list-pages";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { requirePage } from "./docs-tools";
import type { Call, Tool } from "./tool";

/** Pages of one list; the cursor is where the next begins. */
const pageSize = 200;
const mimeType = "text/markdown";

/** What a refusal says to an agent: all of what it may mend. */
function explain(error: PortalError): string {
  const fields = error.errors.map(({ pointer, detail }) => `${pointer.slice(1) || "arguments"}: ${detail}`);
  return [error.message, ...fields].join("\n");
}

/** A fault without its message: the SDK would send that as it is. */
function hide(error: unknown, call: Call): McpError {
  call.onFault(error);
  return new McpError(ErrorCode.InternalError, "Something went wrong on our side");
}

/**
 * A server of the Model Context Protocol for one request, with the tools that its sender may use and every page as a resource. The low-level
 * `Server`, because reports bring JSON Schemas of their own and pages come by the hundred: the high-level one wants each as code.
 */
export function openServer(tools: readonly Tool[], call: Call): Server {
  const server = new Server(
    { name: portal.name.toLowerCase().replace(/[^a-z0-9]+/g, "-"), title: portal.name, version: "1.0.0" },
    {
      capabilities: { tools: {}, resources: {} },
      instructions: `Docs of ${portal.name}: ${portal.tagline}. Search first, then read_page. Samples call the sandbox with a placeholder for the key; ${env().publicUrl}${paths.skill} tells how to get one.`,
    },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map((tool) => tool.description) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = tools.find((one) => one.description.name === params.name);
    // The same words for what does not exist and what this caller may not use.
    if (!tool) throw new McpError(ErrorCode.InvalidParams, "There is no such tool");
    try {
      return { content: [{ type: "text", text: await tool.run(params.arguments ?? {}, call) }] };
    } catch (error) {
      if (error instanceof PortalError) return { isError: true, content: [{ type: "text", text: explain(error) }] };
      throw hide(error, call);
    }
  });
  server.setRequestHandler(ListResourcesRequestSchema, async ({ params }) => {
    const from = readCursor(params?.cursor);
    const pages = await listPages().catch((error) => {
      throw hide(error, call);
    });
    const base = env().publicUrl;
    return {
      resources: pages.slice(from, from + pageSize).map((page) => ({
        uri: `${base}${paths.markdown(page.path)}`,
        name: page.path,
        title: page.title,
        description: page.description,
        mimeType,
      })),
      ...(from + pageSize < pages.length ? { nextCursor: String(from + pageSize) } : {}),
    };
  });
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => {
    const base = env().publicUrl;
    return {
      resourceTemplates: [
        { uriTemplate: `${base}/docs/{+page}.md`, name: "docs", title: "A docs page", mimeType },
        { uriTemplate: `${base}/reference/{operation}.md`, name: "reference", title: "An operation", mimeType },
      ],
    };
  });
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params }) => {
    try {
      const { markdown } = await requirePage(params.uri, call.reads);
      return { contents: [{ uri: params.uri, mimeType, text: markdown }] };
    } catch (error) {
      // -32002: the protocol's own code for a resource that is not there.
      if (error instanceof PortalError) throw new McpError(-32002, error.message);
      throw hide(error, call);
    }
  });
  return server;
}

function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const from = /^\d{1,6}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (Number.isNaN(from)) throw new McpError(ErrorCode.InvalidParams, "The cursor is not one of this list");
  return from;
}
