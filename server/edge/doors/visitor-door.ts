import { z } from "zod";
import { isOwnOrigin } from "@/lib/access/check-origin";
import { portal } from "@/lib/base/config/portal";
import { cookieNames, parseCookies, serializeCookie } from "@/lib/base/cookies";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { toFieldErrors } from "@/lib/base/field-errors";
import type { EdgeContext } from "../context";
import { type Door, readJson } from "../door";
import { noteRefusal } from "../note-refusal";
import { forgetVisitor, heldVisitor, mayRecognise, newVisitor, readVisitor } from "../page-visitor";

/** A decision is asked for again after half a year. */
const consentSeconds = 180 * 86_400;

const bodySchema = z.union([
  z.strictObject({ consent: z.enum(["granted", "denied"]) }),
  z.strictObject({ reset: z.literal(true) }),
]);

/**
 * `POST /v1/visitor`, by the tracker, from the portal's own pages only: `{consent}` remembers what the reader decided and gives or takes
 * the visitor (one that is taken goes to no ad platform any more); `{reset: true}` makes what follows another visitor's. Answers 204.
 */
export function visitorDoors(context: EdgeContext): Door[] {
  return [
    {
      methods: ["POST"],
      path: "/v1/visitor",
      async handle(request, response) {
        const settings = env();
        const { headers } = request.raw;
        if (!isOwnOrigin(headers.origin ?? null, settings)) {
          throw new PortalError("forbidden", "Only the portal's own pages change their visitor.");
        }
        const body = bodySchema.safeParse(await readJson(request, { maxBytes: 1_024 }));
        if (!body.success) throw new PortalError("invalid_fields", undefined, { errors: toFieldErrors(body.error) });
        const secure = settings.publicUrl.startsWith("https:");
        const cookies = "reset" in body.data ? resetVisitor() : decide(body.data.consent);
        if (cookies.length) response.setHeader("set-cookie", cookies);
        response.writeHead(204, { "cache-control": "no-store" });
        response.end();

        function resetVisitor(): string[] {
          // The next page gets a visitor anyway; what this one still sends should not be the old one's.
          return mayRecognise(headers)
            ? [...forgetVisit(), ...newVisitor(secure).setCookies]
            : forgetVisitor(headers, secure);
        }
        function forgetVisit(): string[] {
          const held = parseCookies(headers.cookie).has(cookieNames.visit);
          return held ? [serializeCookie(cookieNames.visit, "", { maxAgeSeconds: 0, secure })] : [];
        }
        function decide(decision: "granted" | "denied"): string[] {
          if (portal.privacy.consent === "off") return [];
          const decided = serializeCookie(cookieNames.consent, decision, {
            ...{ maxAgeSeconds: consentSeconds, secure, readable: true },
          });
          const asIf = { ...headers, cookie: `${cookieNames.consent}=${decision}; ${headers.cookie ?? ""}` };
          if (!mayRecognise(asIf)) {
            const held = heldVisitor(headers);
            if (held) void noteRefusal(context, held);
            return [decided, ...forgetVisitor(headers, secure)];
          }
          return [decided, ...(readVisitor(asIf) ? [] : newVisitor(secure).setCookies)];
        }
      },
    },
  ];
}
