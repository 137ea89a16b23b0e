import { z } from "zod";
import { guardedFetch } from "@/lib/base/guarded-fetch";
import { type DeliveryOutcome, judgeFault, judgeStatus } from "@/lib/base/webhooks/delivery-outcome";
import type { OutgoingEvent } from "../outgoing-event";
import {
  adDefaults,
  endpointOr,
  type OutgoingConversion,
  optionalText,
  readConversion,
  readJson,
  safeWord,
} from "./ad-platform";
import { defineKind, type RequestOptions, type TryOutcome } from "./kind";

const settings = z.object({
  tagId: z
    .string()
    .trim()
    .regex(/^\d{5,15}$/, "Digits."),
  accessToken: optionalText,
  endpoint: endpointOr("https://capi.uet.microsoft.com"),
});
type Settings = z.output<typeof settings>;

/**
 * Microsoft Advertising: `POST /v1/{tag}/events` of the Conversions API
 * (learn.microsoft.com/advertising/guides/uet-conversion-api-integration). With `continueOnValidationError` what is valid of a batch is taken
 * and the answer names the rest by index; `eventId` tells repeats. The API has no dry run.
 */
export const microsoftAdsKind = defineKind({
  settings,
  secretFields: ["accessToken"],
  // Microsoft takes 1,000.
  maxEvents: 500,
  maxBytes: 1024 * 1024,
  concurrency: 1,
  defaults: adDefaults,
  deliver: send,
  preview: (event) => toEvent(readConversion(event, normaliseEmail)),
  ads: {
    clickIds: ["msclkid"],
    clickIdPattern: /^[0-9a-fA-F-]{32,36}$/,
    windowDays: 7,
    // learn.microsoft.com/advertising/bulk-service/offline-conversion: offline conversions of up to 90 days.
    fileWindowDays: 90,
    normaliseEmail,
    action: { pattern: /^[^\p{Cc}"<>]{1,100}$/u, message: "The conversion goal's event action or name." },
    ready: ({ accessToken }) => accessToken !== "",
    dryRun: null,
    file: {
      name: "microsoft-advertising",
      /** learn.microsoft.com/advertising/bulk-service/offline-conversion, with its example's columns and format version. */
      head: [
        [
          ...["Type", "Status", "Id", "Parent Id", "Client Id", "Name", "Conversion Currency Code", "Conversion Name"],
          ...["Conversion Time", "Conversion Value", "Microsoft Click Id", "Hashed Email Address"],
        ],
        ["Format Version", "", "", "", "", "6.0", "", "", "", "", "", ""],
      ],
      toCells: (conversion) => [
        ...["Offline Conversion", "", "", "", conversion.id, ""],
        conversion.value ? conversion.currency : "",
        conversion.fileAction || conversion.action,
        toBulkTime(conversion.occurredAt),
        conversion.value,
        conversion.clickId,
        conversion.emailHash,
      ],
    },
  },
});

/** The same guide, "em": lower case, no blanks, nothing from `+` to `@`, no dots before the `@`, whatever the provider. */
export function normaliseEmail(email: string): string {
  const [local = "", domain = ""] = email.replace(/\s+/g, "").toLowerCase().split("@");
  return `${(local.split("+")[0] ?? "").replaceAll(".", "")}@${domain}`;
}

/** `4/1/2020 6:50:54 PM`, in UTC. */
function toBulkTime(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = at.getUTCHours();
  const day = `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()}`;
  const time = `${hours % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  return `${day} ${time} ${hours < 12 ? "AM" : "PM"}`;
}

function toEvent(conversion: OutgoingConversion): object {
  const { clickId, emailHash, value, currency } = conversion;
  return {
    eventType: "custom",
    eventId: conversion.id,
    eventName: conversion.action,
    eventTime: Math.floor(conversion.occurredAt.getTime() / 1_000),
    ...(conversion.consented ? { adStorageConsent: "G" } : {}),
    userData: { ...(clickId ? { msclkid: clickId } : {}), ...(emailHash ? { em: emailHash } : {}) },
    ...(value ? { customData: { value: Number(value), currency, transactionId: conversion.id } } : {}),
  };
}

async function send(
  events: readonly OutgoingEvent[],
  { tagId, accessToken, endpoint }: Settings,
  options: RequestOptions,
): Promise<TryOutcome> {
  try {
    const answer = await guardedFetch(`${endpoint.replace(/\/+$/, "")}/v1/${tagId}/events`, {
      ...options,
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({
        data: events.map((event) => toEvent(readConversion(event, normaliseEmail))),
        continueOnValidationError: true,
        dataProvider: "Waymark",
      }),
      maxBytes: 512 * 1024,
      longer: "cut",
    });
    return judge(answer.status, readJson(answer.body), answer.headers.get("retry-after"), events.length);
  } catch (error) {
    return judgeFault(error);
  }
}

const errorSchema = z.object({
  error: z.object({
    details: z
      .array(z.object({ index: z.number(), errorCode: z.unknown(), isWarning: z.boolean().optional() }))
      .optional(),
  }),
});

function judge(status: number, body: unknown, retryAfter: string | null, sent: number): TryOutcome {
  if (status === 401 || status === 403) {
    return { kind: "retry", status, reason: "Microsoft does not accept the token of this tag" };
  }
  const told = errorSchema.safeParse(body);
  const faults = (told.success ? (told.data.error.details ?? []) : []).filter(({ isWarning }) => !isWarning);
  if (status === 400 && !faults.length) return { kind: "refused", status, reason: "Microsoft refused it with 400" };
  if (!faults.length || ![200, 207, 400].includes(status)) return judgeStatus(status, retryAfter);
  const outcomes = Array.from({ length: sent }, (_, index): DeliveryOutcome => {
    const fault = faults.find((each) => each.index === index);
    // A batch that was refused as a whole: what nothing is said of may go again without the others.
    if (!fault) return status === 400 ? judgeStatus(status, retryAfter) : { kind: "delivered", status };
    const word = safeWord(fault.errorCode);
    return { kind: "refused", status, reason: `Microsoft refused it${word ? `: ${word}` : ""}` };
  });
  return { kind: "split", status, outcomes };
}
