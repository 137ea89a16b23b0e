import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { ContentError } from "./internal/content-error";
import { docsRoot } from "./internal/load-docs";
import { markVariables } from "./internal/variables";

const landingSchema = z.strictObject({
  headline: z.string().min(1),
  lead: z.string().min(1),
  firstCall: z.strictObject({
    title: z.string().min(1),
    language: z.string().default("bash"),
    code: z.string().min(1),
    note: z.string().optional(),
    /** The operation whose example answer is shown under the call; found by method and path when not given. */
    operation: z.string().optional(),
  }),
  paths: z
    .array(z.strictObject({ title: z.string(), href: z.string(), text: z.string() }))
    .min(1)
    .max(4),
  features: z.array(z.strictObject({ title: z.string(), text: z.string() })).default([]),
});
export type Landing = z.infer<typeof landingSchema>;

const file = "content/landing.yaml";

/** What the front page says. Texts have marks in place of variables (base/page-variables); errors name the file and the field. */
export async function getLanding(root = docsRoot()): Promise<Landing> {
  const text = markVariables(file, await readFile(path.join(root, file), "utf8"));
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    const { message, linePos } = error as Error & { linePos?: { line: number }[] };
    throw new ContentError(file, linePos?.[0]?.line, message.split(" at line")[0] ?? message);
  }
  const result = landingSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new ContentError(file, undefined, `${issue?.path.join(".") || "(whole)"}: ${issue?.message}`);
}
