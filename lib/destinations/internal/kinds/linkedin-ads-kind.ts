import { z } from "zod";
import { guardedFetch } from "@/lib/base/guarded-fetch";
import { type DeliveryOutcome, judgeFault, judgeStatus } from "@/lib/base/webhooks/delivery-outcome";
import type { OutgoingEvent } from "../outgoing-event";
import {
  adDefaults,
  endpointOr,
  type OutgoingConversion,
  optionalText,
  plainEmail,
  readConversion,
  readJson,
  safeWord,
} from "./ad-platform";
import { defineKind, type RequestOptions, type TryOutcome } from "./kind";

const settings = z.object({
  accessToken: optionalText,
  version: z
    .union([z.literal("").transform(() => "202610"), z.string().regex(/^20\d{4}$/, "Year and month, as in 202610.")])
    .default("202610"),
  endpoint: endpointOr("https://api.linkedin.com"),
});
type Settings = z.output<typeof settings>;

/**
 * LinkedIn: `POST /rest/conversionEvents` of the Conversions API, as a batch
 * (learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/conversions-api). Each event has its own status in the answer; `eventId`
 * tells repeats. The API has no dry run.
 */
export const linkedinAdsKind = defineKind({
  settings,
  secretFields: ["accessToken"],
  // LinkedIn takes 5,000.
  maxEvents: 500,
  maxBytes: 1024 * 1024,
  concurrency: 1,
  defaults: adDefaults,
  deliver: send,
  preview: (event) => toElement(readConversion(event, plainEmail)),
  ads: {
    clickIds: ["li_fat_id"],
    clickIdPattern: /^[A-Za-z0-9][A-Za-z0-9-]{9,99}$/,
    windowDays: 90,
    fileWindowDays: 90,
    normaliseEmail: plainEmail,
    action: { pattern: /^\d{1,19}$/, message: "The conversion rule's id: digits, from its page in Campaign Manager." },
    ready: ({ accessToken }) => accessToken !== "",
    dryRun: null,
    file: {
      name: "linkedin",
      /** linkedin.com/help/lms/answer/a530615, "Conversions data manual upload template requirements": it knows people by address only. */
      head: [["email", "timestamp", "eventtype", "amount", "currency"]],
      toCells(conversion) {
        if (!conversion.emailHash) return "file_needs_click";
        return [
          conversion.emailHash,
          String(conversion.occurredAt.getTime()),
          conversion.fileAction || (conversion.stage === "signed_up" ? "SIGN_UP" : "OTHER"),
          // "If you don't track amounts, enter 1"; 0 is not taken.
          Number(conversion.value) > 0 ? conversion.value : "1",
          conversion.currency,
        ];
      },
    },
  },
});

function toElement(conversion: OutgoingConversion): object {
  const { clickId, emailHash, value, currency } = conversion;
  return {
    conversion: `urn:lla:llaPartnerConversion:${conversion.action}`,
    conversionHappenedAt: conversion.occurredAt.getTime(),
    ...(value ? { conversionValue: { currencyCode: currency, amount: value } } : {}),
    eventId: conversion.id,
    user: {
      userIds: [
        ...(emailHash ? [{ idType: "SHA256_EMAIL", idValue: emailHash }] : []),
        ...(clickId ? [{ idType: "LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID", idValue: clickId }] : []),
      ],
    },
  };
}

async function send(
  events: readonly OutgoingEvent[],
  { accessToken, version, endpoint }: Settings,
  options: RequestOptions,
): Promise<TryOutcome> {
  try {
    const answer = await guardedFetch(`${endpoint.replace(/\/+$/, "")}/rest/conversionEvents`, {
      ...options,
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${accessToken}`,
        "linkedin-version": version,
        "x-restli-protocol-version": "2.0.0",
        "x-restli-method": "BATCH_CREATE",
      },
      body: JSON.stringify({ elements: events.map((event) => toElement(readConversion(event, plainEmail))) }),
      maxBytes: 512 * 1024,
      longer: "cut",
    });
    return judge(answer.status, readJson(answer.body), answer.headers.get("retry-after"), events.length);
  } catch (error) {
    return judgeFault(error);
  }
}

const elementsSchema = z.object({
  elements: z.array(
    z.object({ status: z.number(), error: z.object({ code: z.unknown(), message: z.unknown() }).partial().optional() }),
  ),
});

function judge(status: number, body: unknown, retryAfter: string | null, sent: number): TryOutcome {
  if (status === 401) {
    return { kind: "retry", status, reason: "LinkedIn does not accept the access token: it ends after 60 days" };
  }
  if (status === 403) return { kind: "retry", status, reason: "LinkedIn does not let this token write conversions" };
  if (status === 426)
    return { kind: "retry", status, reason: "LinkedIn has ended this API version: enter a newer one" };
  if ([400, 413, 422].includes(status))
    return { kind: "refused", status, reason: `LinkedIn refused it with ${status}` };
  const told = elementsSchema.safeParse(body);
  if (status < 200 || status >= 300 || !told.success || told.data.elements.length !== sent) {
    return judgeStatus(status, retryAfter);
  }
  return { kind: "split", status, outcomes: told.data.elements.map(judgeElement) };
}

function judgeElement({ status, error }: z.output<typeof elementsSchema>["elements"][number]): DeliveryOutcome {
  const word = safeWord(error?.code);
  const reason = `LinkedIn refused it with ${status}${word ? `: ${word}` : ""}`;
  // The same event once more: it is there already.
  if (status === 409) return { kind: "delivered", status };
  return status >= 400 && status < 500 && status !== 429
    ? { kind: "refused", status, reason }
    : judgeStatus(status, null);
}
