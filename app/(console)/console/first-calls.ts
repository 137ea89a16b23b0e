import { portal } from "@/lib/base/config/portal";
import { highlightCode } from "@/lib/base/highlight-code";
import { fillMarks, pageVariables, toHtmlMarks, variableMark } from "@/lib/base/page-variables";
import { getOperation } from "@/lib/reference/get-operation";
import { listOperations } from "@/lib/reference/list-operations";
import type { OperationSummary } from "@/lib/reference/schema";
import { writeSamples } from "@/lib/reference/write-samples";

/** What the checklist shows to copy: a request to the sandbox and the same one to the live address, as highlighted HTML. */
export async function firstCalls(): Promise<{ sandbox: string; live: string } | null> {
  const summary = chooseOperation(await listOperations(""));
  const operation = summary ? await getOperation(summary.id) : null;
  const curl = operation ? writeSamples(operation).find((sample) => sample.label.toLowerCase() === "curl") : undefined;
  if (!curl) return null;
  const live = curl.code
    .replaceAll(`${variableMark("text", "PORTAL_URL")}/sandbox`, variableMark("text", "API_BASE_URL"))
    .replaceAll(variableMark("text", "SANDBOX_KEY"), "YOUR_LIVE_KEY");
  const draw = async (code: string) =>
    fillMarks(toHtmlMarks(await highlightCode(code, curl.language)), pageVariables());
  const [sandboxHtml, liveHtml] = await Promise.all([draw(curl.code), draw(live)]);
  return { sandbox: sandboxHtml, live: liveHtml };
}

/** The call the portal's owner calls valuable, since the journey leads there; else the first that needs nothing but a key. */
function chooseOperation(operations: OperationSummary[]): OperationSummary | undefined {
  const calls = operations.filter((operation) => operation.kind === "operation");
  const valuable = portal.journey.valuable.flatMap(
    (rule) =>
      calls.find(
        (call) => call.path === rule.route && call.method.toUpperCase() === (rule.method ?? call.method.toUpperCase()),
      ) ?? [],
  );
  return (
    valuable[0] ?? calls.find((call) => call.method.toUpperCase() === "GET" && !call.path.includes("{")) ?? calls[0]
  );
}
