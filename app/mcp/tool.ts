import type { Tool as ToolDescription } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { parseFields } from "@/lib/base/field-errors";

/** What one request of an agent has done so far. */
export type Call = {
  /** Addresses of pages that were handed out, for the record of who reads what. */
  reads: Set<string>;
  /** Hears of what went wrong on our side; the agent is not told. */
  onFault(error: unknown): void;
};

export type Tool = {
  description: ToolDescription;
  /** Runs with what the agent sent; text for it to read. Throws PortalError for what it may be told. */
  run(given: Record<string, unknown>, call: Call): Promise<string>;
};

/** Nothing here changes anything, and nothing outside the portal is asked. */
export const readOnly = { readOnlyHint: true, openWorldHint: false } as const;

/** A tool whose arguments are described to agents by the same schema that checks them. */
export function defineTool<Params extends z.ZodObject>(tool: {
  name: string;
  title: string;
  description: string;
  params: Params;
  run(params: z.output<Params>, call: Call): Promise<string>;
}): Tool {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(tool.params, { io: "input" });
  return {
    description: {
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: inputSchema as ToolDescription["inputSchema"],
      annotations: { title: tool.title, ...readOnly },
    },
    run: async (given, call) => tool.run(parseFields(tool.params, given), call),
  };
}
