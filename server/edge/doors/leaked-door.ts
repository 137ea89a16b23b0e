import { createHash } from "node:crypto";
import { z } from "zod";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { parseFields } from "@/lib/base/field-errors";
import { parseJson, readBody } from "@/lib/base/http";
import { GithubSignature } from "@/lib/keys/github-signature";
import { reportLeak } from "@/lib/keys/report-leak";
import type { EdgeContext } from "../context";
import { type Door, sendJson } from "../door";
import { single } from "./read-api-key";
import { tellLeak } from "./tell-leak";

/** As GitHub sends it; fields it may add are no concern of ours. */
const alertSchema = z
  .array(z.object({ token: z.string().max(1_000), type: z.string().max(200), url: z.string().max(2_048).nullish() }))
  .max(1_000, "must be at most 1000 alerts");

/** `POST /v1/keys/leaked`: GitHub's secret-scanning partner alert; its signature is the credential. */
export function leakedDoors(context: EdgeContext): Door[] {
  const github = new GithubSignature(env().GITHUB_API_URL);
  return [
    {
      methods: ["POST"],
      path: "/v1/keys/leaked",
      async handle(request, response) {
        const keyIdentifier = single(request.raw.headers["github-public-key-identifier"]);
        const signature = single(request.raw.headers["github-public-key-signature"]);
        if (!keyIdentifier || !signature) throw new PortalError("unauthorized", "The signature is missing");
        const body = await readBody(request.raw, { maxBytes: 1024 * 1024 });
        const valid = await github.isValid(body, keyIdentifier, signature).catch((error: unknown) => {
          request.log.warn({ err: error }, "GitHub's public keys cannot be read");
          throw new PortalError("unavailable", "The signature cannot be checked right now", {
            headers: { "retry-after": "60" },
          });
        });
        if (!valid) throw new PortalError("unauthorized", "The signature is not GitHub's");
        const alerts = parseFields(alertSchema, parseJson(body));
        const answers = [];
        for (const { token, type, url } of alerts) {
          const outcome = await reportLeak(context.db, { token, url: url ?? undefined }, "github", tellLeak);
          answers.push({
            // A hash in place of the token: no secret is sent back over the wire.
            token_hash: createHash("sha256").update(token).digest("base64"),
            token_type: type,
            label: outcome === "unknown" ? "false_positive" : "true_positive",
          });
        }
        sendJson(response, 200, answers);
      },
    },
  ];
}
