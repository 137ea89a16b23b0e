import { createPrivateKey } from "node:crypto";
import { z } from "zod";
import { guardedFetch } from "@/lib/base/guarded-fetch";
import { type DeliveryOutcome, judgeFault, judgeStatus } from "@/lib/base/webhooks/delivery-outcome";
import type { OutgoingEvent } from "../outgoing-event";
import {
  adDefaults,
  endpointOr,
  isWebStage,
  type OutgoingConversion,
  readConversion,
  readJson,
  safeWord,
} from "./ad-platform";
import { dropGoogleAccessToken, getGoogleAccessToken, type ServiceAccount } from "./google-access-token";
import { defineKind, type RequestOptions } from "./kind";
import { targetAddress } from "./settings-fields";

const accountId = z
  .string()
  .trim()
  .transform((text) => text.replaceAll("-", ""))
  .pipe(z.string().regex(/^\d{6,12}$/, "Ten digits, as in 123-456-7890."));

/** The key file as Google gives it; kept as the three parts that are needed. */
const serviceAccountSchema = z
  .string()
  .trim()
  .max(10_000, "This is no key file.")
  .transform((text, context) => {
    if (!text) return "";
    try {
      const { client_email, private_key, token_uri } = JSON.parse(text) as Record<string, unknown>;
      const uri = targetAddress.parse(token_uri ?? "https://oauth2.googleapis.com/token");
      createPrivateKey(String(private_key));
      if (!/^\S+@\S+$/.test(String(client_email))) throw new Error("no client_email");
      return JSON.stringify({ client_email, private_key, token_uri: uri });
    } catch {
      context.addIssue({ code: "custom", message: "This is not a service account's key file (JSON)." });
      return z.NEVER;
    }
  })
  .default("");

const settings = z.object({
  customerId: accountId,
  loginCustomerId: z.union([z.literal(""), accountId]).default(""),
  serviceAccount: serviceAccountSchema,
  endpoint: endpointOr("https://datamanager.googleapis.com"),
});
type Settings = z.output<typeof settings>;

/**
 * Google Ads: offline conversions by `events:ingest` of the Data Manager API
 * (developers.google.com/data-manager/api/reference/rest/v1/events/ingest). A request fails as a whole when one of its events is not valid
 * ("fast-fail", .../devguides/concepts/understand-errors), and a repeated transaction id is not counted twice.
 */
export const googleAdsKind = defineKind({
  settings,
  secretFields: ["serviceAccount"],
  // Google takes 2,000.
  maxEvents: 500,
  maxBytes: 2 * 1024 * 1024,
  concurrency: 1,
  defaults: adDefaults,
  deliver: (events, settings, options) => ingest(events, settings, options, false),
  preview: (event) => toEvent(readConversion(event, normaliseEmail)),
  ads: {
    clickIds: ["gclid", "gbraid", "wbraid"],
    clickIdPattern: /^[A-Za-z0-9_-]{10,511}$/,
    // What is uploaded more than 90 days after the click is not counted (support.google.com/google-ads/answer/7014069).
    windowDays: 90,
    fileWindowDays: 90,
    clickWindowDays: 90,
    normaliseEmail,
    action: { pattern: /^\d{1,19}$/, message: "The conversion action's id: digits, from its address (ctId=…)." },
    ready: ({ serviceAccount }) => serviceAccount !== "",
    dryRun: (events, settings, options) => ingest(events, settings, options, true),
    file: {
      name: "google-ads",
      /** support.google.com/google-ads/answer/7014069, "Import conversions from ad clicks": time zone line, then these column names. */
      head: [
        ["Parameters:TimeZone=+0000"],
        [
          "Google Click ID",
          "Conversion Name",
          "Conversion Time",
          "Conversion Value",
          "Conversion Currency",
          "Order ID",
          "Ad User Data",
          "Ad Personalization",
        ],
      ],
      toCells(conversion) {
        // Its columns know gclid only: gbraid, wbraid and addresses need the API.
        if (conversion.clickIdKind !== "gclid") return "file_needs_click";
        const consent = conversion.consented ? "Granted" : "";
        return [
          conversion.clickId,
          conversion.fileAction || conversion.action,
          conversion.occurredAt.toISOString().slice(0, 19).replace("T", " "),
          conversion.value,
          conversion.value ? conversion.currency : "",
          conversion.id,
          consent,
          consent,
        ];
      },
    },
  },
});

/** developers.google.com/data-manager/api/devguides/concepts/formatting: no blanks, lower case, and Gmail without dots and without `+…`. */
export function normaliseEmail(email: string): string {
  const [local = "", domain = ""] = email.replace(/\s+/g, "").toLowerCase().split("@");
  const gmail = domain === "gmail.com" || domain === "googlemail.com";
  return `${gmail ? (local.split("+")[0] ?? "").replaceAll(".", "") : local}@${domain}`;
}

function toEvent(conversion: OutgoingConversion): object {
  const { action, id, stage, occurredAt, clickIdKind, clickId, emailHash, value, currency } = conversion;
  const granted = { adUserData: "CONSENT_GRANTED", adPersonalization: "CONSENT_GRANTED" };
  return {
    destinationReferences: [`action-${action}`],
    transactionId: id,
    eventTimestamp: occurredAt.toISOString(),
    eventSource: isWebStage(stage) ? "WEB" : "OTHER",
    ...(conversion.consented ? { consent: granted } : {}),
    ...(clickId ? { adIdentifiers: { [clickIdKind]: clickId } } : {}),
    ...(emailHash ? { userData: { userIdentifiers: [{ emailAddress: emailHash }] } } : {}),
    ...(value ? { conversionValue: Number(value), currency } : {}),
  };
}

async function ingest(
  events: readonly OutgoingEvent[],
  settings: Settings,
  options: RequestOptions,
  validateOnly: boolean,
  again = false,
): Promise<DeliveryOutcome> {
  const account = JSON.parse(settings.serviceAccount) as ServiceAccount;
  const access = await getGoogleAccessToken(account, options);
  if ("outcome" in access) return access.outcome;
  const conversions = events.map((event) => readConversion(event, normaliseEmail));
  const inAccount = (id: string) => ({ accountType: "GOOGLE_ADS", accountId: id });
  try {
    const answer = await guardedFetch(`${settings.endpoint.replace(/\/+$/, "")}/v1/events:ingest`, {
      ...options,
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${access.token}` },
      body: JSON.stringify({
        destinations: [...new Set(conversions.map(({ action }) => action))].map((action) => ({
          reference: `action-${action}`,
          operatingAccount: inAccount(settings.customerId),
          ...(settings.loginCustomerId ? { loginAccount: inAccount(settings.loginCustomerId) } : {}),
          productDestinationId: action,
        })),
        events: conversions.map(toEvent),
        encoding: "HEX",
        validateOnly,
      }),
      maxBytes: 64 * 1024,
      longer: "cut",
    });
    if (answer.status === 401) {
      dropGoogleAccessToken(account);
      if (!again) return await ingest(events, settings, options, validateOnly, true);
    }
    return judge(answer.status, readJson(answer.body), answer.headers.get("retry-after"));
  } catch (error) {
    return judgeFault(error);
  }
}

const errorSchema = z.object({
  error: z.object({
    status: z.string().optional(),
    details: z
      .array(
        z.object({
          reason: z.string().optional(),
          fieldViolations: z.array(z.object({ field: z.string(), reason: z.string().optional() })).optional(),
        }),
      )
      .optional(),
  }),
});

/** What speaks of an event (`events[3]...`) will not get better; what speaks of the account or of a destination may be put right. */
function judge(status: number, body: unknown, retryAfter: string | null): DeliveryOutcome {
  if (status === 401 || status === 403) return { kind: "retry", status, reason: "Google does not accept the account" };
  if (status !== 400) return judgeStatus(status, retryAfter);
  const told = errorSchema.safeParse(body);
  const details = told.success ? (told.data.error.details ?? []) : [];
  const violations = details.flatMap(({ fieldViolations }) => fieldViolations ?? []);
  const ofEvents = violations.filter(({ field }) => /^events\b/.test(field));
  const word = [...ofEvents, ...violations, ...details].map(({ reason }) => safeWord(reason)).find(Boolean);
  const reason = `Google refused it${word ? `: ${word}` : ""}`;
  return { kind: ofEvents.length ? "refused" : "retry", status, reason };
}
