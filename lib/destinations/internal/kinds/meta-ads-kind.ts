import { z } from "zod";
import { minuteMs } from "@/lib/base/clock";
import { guardedFetch } from "@/lib/base/guarded-fetch";
import { type DeliveryOutcome, judgeFault, judgeStatus, readRetryAfter } from "@/lib/base/webhooks/delivery-outcome";
import type { OutgoingEvent } from "../outgoing-event";
import {
  adDefaults,
  endpointOr,
  type OutgoingConversion,
  optionalText,
  plainEmail,
  readConversion,
  readJson,
} from "./ad-platform";
import { defineKind, type RequestOptions } from "./kind";

const settings = z.object({
  pixelId: z
    .string()
    .trim()
    .regex(/^\d{5,20}$/, "Digits."),
  accessToken: optionalText,
  testEventCode: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9]{0,40}$/, "Letters and digits.")
    .default(""),
  version: z
    .union([z.literal("").transform(() => "v24.0"), z.string().regex(/^v\d{1,3}\.\d$/, "As in v24.0.")])
    .default("v24.0"),
  endpoint: endpointOr("https://graph.facebook.com"),
});
type Settings = z.output<typeof settings>;

/**
 * Meta: `POST /{version}/{pixel}/events` of the Conversions API
 * (developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event). A request fails as a whole when one event is not
 * valid or older than seven days; events of one `event_name` and `event_id` are counted once within 48 hours.
 */
export const metaAdsKind = defineKind({
  settings,
  secretFields: ["accessToken"],
  // Meta takes 1,000.
  maxEvents: 500,
  maxBytes: 1024 * 1024,
  concurrency: 1,
  defaults: adDefaults,
  deliver: (events, settings, options) => send(events, settings, options, false),
  preview: (event) => toEvent(readConversion(event, plainEmail)),
  ads: {
    clickIds: ["fbclid"],
    clickIdPattern: /^[A-Za-z0-9_-]{10,511}$/,
    windowDays: 7,
    // developers.facebook.com/docs/marketing-api/conversions-api/offline-events: offline events of up to 62 days.
    fileWindowDays: 62,
    normaliseEmail: plainEmail,
    action: {
      pattern: /^[A-Za-z][A-Za-z0-9_ ]{0,49}$/,
      message: "A standard event such as CompleteRegistration, or a name of your own: letters, digits, _ and blanks.",
    },
    ready: ({ accessToken }) => accessToken !== "",
    dryRun: async (events, settings, options) =>
      settings.testEventCode ? send(events, settings, options, true) : null,
    file: {
      name: "meta",
      /** The Conversions API's own parameter names; Events Manager asks which column is which and remembers it. */
      head: [["event_name", "event_time", "event_id", "value", "currency", "fbc", "em"]],
      toCells: (conversion) => [
        conversion.fileAction || conversion.action,
        String(Math.floor(conversion.occurredAt.getTime() / 1_000)),
        conversion.id,
        conversion.value,
        conversion.value ? conversion.currency : "",
        toFbc(conversion),
        conversion.emailHash,
      ],
    },
  },
});

/** .../conversions-api/parameters/fbp-and-fbc: version, subdomain index (1: the portal's own domain), time of the click, the id as it came. */
function toFbc({ clickId, clickedMs }: OutgoingConversion): string {
  return clickId ? `fb.1.${clickedMs}.${clickId}` : "";
}

function toEvent(conversion: OutgoingConversion): object {
  const fbc = toFbc(conversion);
  return {
    event_name: conversion.action,
    event_time: Math.floor(conversion.occurredAt.getTime() / 1_000),
    event_id: conversion.id,
    // "website" asks for the browser's user agent and the page's address, which the portal does not keep.
    action_source: "system_generated",
    user_data: { ...(conversion.emailHash ? { em: [conversion.emailHash] } : {}), ...(fbc ? { fbc } : {}) },
    ...(conversion.value
      ? { custom_data: { value: Number(conversion.value), currency: conversion.currency, order_id: conversion.id } }
      : {}),
  };
}

async function send(
  events: readonly OutgoingEvent[],
  { endpoint, version, pixelId, accessToken, testEventCode }: Settings,
  options: RequestOptions,
  test: boolean,
): Promise<DeliveryOutcome> {
  try {
    const answer = await guardedFetch(`${endpoint.replace(/\/+$/, "")}/${version}/${pixelId}/events`, {
      ...options,
      method: "POST",
      headers: { "content-type": "application/json" },
      // In the body, so that the token stands in no address that somebody writes down.
      body: JSON.stringify({
        data: events.map((event) => toEvent(readConversion(event, plainEmail))),
        access_token: accessToken,
        ...(test ? { test_event_code: testEventCode } : {}),
      }),
      maxBytes: 16 * 1024,
      longer: "cut",
    });
    return judge(answer.status, readJson(answer.body), answer.headers.get("retry-after"), events.length);
  } catch (error) {
    return judgeFault(error);
  }
}

const errorSchema = z.object({
  error: z.object({
    code: z.number().optional(),
    error_subcode: z.number().optional(),
    is_transient: z.boolean().optional(),
  }),
});
const takenSchema = z.object({ events_received: z.number() });

/** developers.facebook.com/docs/graph-api/guides/error-handling: 190 and 102 a token's end, 10 and 2xx missing rights. */
const tokenCodes = [102, 190, 10, 200];
const busyCodes = [1, 2, 4, 17, 32, 341, 368, 613, 80004];

function judge(status: number, body: unknown, retryAfter: string | null, sent: number): DeliveryOutcome {
  const told = errorSchema.safeParse(body);
  if (told.success) {
    const { code = 0, error_subcode: subcode, is_transient: transient } = told.data.error;
    const word = `error ${code}${subcode ? `/${subcode}` : ""}`;
    if (tokenCodes.includes(code) || (code > 200 && code < 300)) {
      return { kind: "retry", status, reason: `Meta does not accept the access token (${word}): enter a new one` };
    }
    if (transient || busyCodes.includes(code) || status === 429) {
      const afterMs = readRetryAfter(retryAfter) ?? (status >= 500 || code <= 2 ? undefined : minuteMs);
      const reason = `Meta asks to wait (${word})`;
      return { kind: "retry", status, reason, ...(afterMs === undefined ? {} : { afterMs }) };
    }
    if (status === 400) return { kind: "refused", status, reason: `Meta refused it: ${word}` };
  }
  if (status === 401 || status === 403)
    return { kind: "retry", status, reason: "Meta does not accept the access token" };
  const taken = takenSchema.safeParse(body);
  if (status === 200 && taken.success && taken.data.events_received < sent) {
    const reason = `Meta took ${taken.data.events_received} of ${sent}`;
    // It does not say which: the same ids are counted once.
    return { kind: sent === 1 ? "refused" : "retry", status, reason };
  }
  return judgeStatus(status, retryAfter);
}
