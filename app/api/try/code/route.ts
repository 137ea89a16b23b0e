import { z } from "zod";
import { answerProblem } from "@/lib/access/answer-problem";
import { checkOrigin } from "@/lib/access/check-origin";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { parseFields } from "@/lib/base/field-errors";
import { fillMarks, pageVariables } from "@/lib/base/page-variables";
import { composeCall } from "@/lib/reference/compose-call";
import { getTryForm } from "@/lib/reference/get-try-form";
import { getTryRefusal } from "@/lib/reference/get-try-refusal";
import { tryValuesSchema } from "@/lib/reference/schema";
import { writeCallSamples } from "@/lib/reference/write-samples";

const bodySchema = z.strictObject({ operation: z.string().max(500), values: tryValuesSchema });
const maxBytes = 1024 * 1024;

/** What is typed into Try it, as code in every language of the samples, with a placeholder for the key: `{ samples }`. */
export async function POST(request: Request): Promise<Response> {
  try {
    checkOrigin(request, env());
    const text = await request.text();
    if (text.length > maxBytes) throw new PortalError("too_large");
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      throw new PortalError("invalid_json");
    }
    const { operation, values } = parseFields(bodySchema, body);
    const form = await getTryForm(operation);
    if (!form) {
      const why = await getTryRefusal(operation);
      throw new PortalError("not_found", why ?? "The reference has no such operation.");
    }
    const call = composeCall(form, values, { asCode: true });
    const samples = writeCallSamples(form.key, call).map((sample) => ({
      ...sample,
      code: fillMarks(sample.code, pageVariables()),
    }));
    return Response.json({ samples }, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    return answerProblem(error);
  }
}
