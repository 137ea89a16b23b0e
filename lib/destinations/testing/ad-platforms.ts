import { createPublicKey, createVerify, generateKeyPairSync } from "node:crypto";
import { nowMs } from "@/lib/base/clock";
import type { Received } from "./receiver";

/**
 * Stand-ins for the ad platforms' APIs, as their documentation describes them: each refuses what the platform refuses, in its words. `answer`
 * belongs into openReceiver; what was taken is in `taken`, by its id, as often as it was sent.
 */
export type StandIn = {
  answer: (received: Received) => { status: number; headers?: Record<string, string>; body: unknown };
  taken: Map<string, object[]>;
  /** The next request is answered with this instead. */
  next: { status: number; headers?: Record<string, string>; body: unknown }[];
};

type Json = Record<string, unknown>;
const keys = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const hex = /^[0-9a-f]{64}$/;
const dayMs = 86_400_000;

/** A service account's key file for a stand-in at this address. */
export function serviceAccountFile(url: string): string {
  const private_key = keys.privateKey.export({ type: "pkcs8", format: "pem" });
  const client_email = "feeds@portal.iam.gserviceaccount.example";
  return JSON.stringify({ type: "service_account", client_email, private_key, token_uri: `${url}/token` });
}

/** `POST /token` and `POST /v1/events:ingest`. Tokens end when `expire` is called; one event that is not valid refuses the request. */
export function googleStandIn(): StandIn & { validated: object[]; tokensGiven: number; expire(): void } {
  let token = 0;
  let valid = 0;
  const standIn = {
    taken: new Map<string, object[]>(),
    next: [] as StandIn["next"],
    validated: [] as object[],
    tokensGiven: 0,
    expire: () => {
      valid = 0;
    },
    answer({ path, headers, text, json }: Received) {
      if (path === "/token") {
        const form = new URLSearchParams(text);
        const [head = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
        const told = JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as Json;
        const genuine = createVerify("RSA-SHA256")
          .update(`${head}.${claims}`)
          .verify(createPublicKey(keys.privateKey), signature, "base64url");
        const right =
          form.get("grant_type") === "urn:ietf:params:oauth:grant-type:jwt-bearer" &&
          told.scope === "https://www.googleapis.com/auth/datamanager" &&
          String(told.aud).endsWith("/token") &&
          Math.abs(Number(told.iat) * 1_000 - nowMs()) < 60_000 &&
          Number(told.exp) - Number(told.iat) <= 3_600;
        if (!genuine || !right) return { status: 400, body: { error: "invalid_grant" } };
        valid = ++token;
        standIn.tokensGiven++;
        return { status: 200, body: { access_token: `ya29.${token}`, expires_in: 3_599, token_type: "Bearer" } };
      }
      if (path !== "/v1/events:ingest") return { status: 404, body: {} };
      if (!valid || headers.authorization !== `Bearer ya29.${valid}`) {
        return { status: 401, body: { error: { code: 401, status: "UNAUTHENTICATED" } } };
      }
      const forced = standIn.next.shift();
      if (forced) return forced;
      const { destinations, events, encoding, validateOnly } = json as {
        destinations: Json[];
        events: Json[];
        encoding: string;
        validateOnly: boolean;
      };
      const violations: Json[] = [];
      for (const [index, { operatingAccount, productDestinationId }] of destinations.entries()) {
        const account = operatingAccount as Json;
        if (account.accountType !== "GOOGLE_ADS" || account.accountId !== "1234567890" || !productDestinationId)
          violations.push({ field: `destinations[${index}]`, reason: "INVALID_DESTINATION" });
      }
      for (const [index, event] of events.entries()) {
        const wrong = (reason: string) => violations.push({ field: `events[${index}]`, reason });
        const { adIdentifiers: ids, userData } = event as {
          adIdentifiers?: Json;
          userData?: { userIdentifiers: Json[] };
        };
        const mails = (userData?.userIdentifiers ?? []).map(({ emailAddress }) => String(emailAddress));
        if (!event.transactionId) wrong("REQUIRED_FIELD_MISSING");
        if (!ids && !mails.length) wrong("NO_IDENTIFIERS_PROVIDED");
        if (ids && (Object.keys(ids).length !== 1 || !/^(gclid|gbraid|wbraid)$/.test(Object.keys(ids)[0] as string)))
          wrong("INVALID_ARGUMENT");
        if (encoding !== "HEX" || mails.some((mail) => !hex.test(mail))) wrong("INVALID_SHA256_FORMAT");
        if (nowMs() - Date.parse(String(event.eventTimestamp)) > 90 * dayMs) wrong("EVENT_TIME_INVALID");
        const named = destinations.map(({ reference }) => reference);
        if (!(event.destinationReferences as string[]).every((each) => named.includes(each)))
          wrong("INVALID_DESTINATION_REFERENCE");
      }
      if (violations.length) {
        const details = [{ "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: violations }];
        return { status: 400, body: { error: { code: 400, status: "INVALID_ARGUMENT", details } } };
      }
      if (validateOnly) standIn.validated.push(...events);
      else for (const event of events) note(standIn.taken, String(event.transactionId), event);
      return { status: 200, body: { requestId: "req_1" } };
    },
  };
  return standIn;
}

/** `POST /v24.0/{pixel}/events`: error 190 for a wrong token, the whole request refused for one bad or old event. */
export function metaStandIn(): StandIn & { tests: object[] } {
  const standIn = {
    taken: new Map<string, object[]>(),
    tests: [] as object[],
    next: [] as StandIn["next"],
    answer({ path, json }: Received) {
      const refuse = (status: number, code: number, subcode?: number) => ({
        status,
        body: { error: { message: "no", type: "OAuthException", code, error_subcode: subcode, fbtrace_id: "A1" } },
      });
      if (path !== "/v24.0/987654321/events") return refuse(404, 803);
      if (json.access_token !== "EAAG-good") return refuse(400, 190, 463);
      const forced = standIn.next.shift();
      if (forced) return forced;
      const events = json.data as Json[];
      for (const { event_name, event_time, event_id, action_source, user_data } of events) {
        const { em, fbc } = user_data as { em?: string[]; fbc?: string };
        if (!event_name || !event_id || action_source !== "system_generated") return refuse(400, 100);
        if (nowMs() - Number(event_time) * 1_000 > 7 * dayMs) return refuse(400, 100, 2804003);
        if (!em && !fbc) return refuse(400, 100, 2804050);
        if (em?.some((mail) => !hex.test(mail)) || (fbc && !/^fb\.1\.\d{13}\.\S+$/.test(fbc))) return refuse(400, 100);
      }
      for (const event of events) {
        if (json.test_event_code) standIn.tests.push(event);
        else note(standIn.taken, String(event.event_id), event);
      }
      return { status: 200, body: { events_received: events.length, messages: [], fbtrace_id: "A2" } };
    },
  };
  return standIn;
}

/** `POST /rest/conversionEvents` as a batch: its own status for each element. */
export function linkedinStandIn(): StandIn {
  const standIn = {
    taken: new Map<string, object[]>(),
    next: [] as StandIn["next"],
    answer({ path, headers, json }: Received) {
      if (path !== "/rest/conversionEvents") return { status: 404, body: {} };
      if (headers.authorization !== "Bearer AQ-good") {
        return { status: 401, body: { code: "EXPIRED_ACCESS_TOKEN", status: 401, serviceErrorCode: 65601 } };
      }
      if (headers["linkedin-version"] !== "202610") return { status: 426, body: { code: "NONEXISTENT_VERSION" } };
      const batch = headers["x-restli-protocol-version"] === "2.0.0" && headers["x-restli-method"] === "BATCH_CREATE";
      if (!batch) return { status: 400, body: {} };
      const forced = standIn.next.shift();
      if (forced) return forced;
      const elements = (json.elements as Json[]).map((element) => {
        const { userIds } = element.user as { userIds: { idType: string; idValue: string }[] };
        const refuse = (code: string) => ({ status: 422, error: { code, message: "no" } });
        if (!/^urn:lla:llaPartnerConversion:\d+$/.test(String(element.conversion))) return refuse("INVALID_URN");
        if (nowMs() - Number(element.conversionHappenedAt) > 90 * dayMs) return refuse("TIMESTAMP_TOO_OLD");
        if (!userIds.length) return refuse("MISSING_USER_IDS");
        if (userIds.some(({ idType, idValue }) => idType === "SHA256_EMAIL" && !hex.test(idValue)))
          return refuse("INVALID_HASH");
        note(standIn.taken, String(element.eventId), element);
        return { status: 201 };
      });
      return { status: 200, body: { elements } };
    },
  };
  return standIn;
}

/** `POST /v1/{tag}/events`: takes what is valid, names the rest by index. */
export function microsoftStandIn(): StandIn {
  const standIn = {
    taken: new Map<string, object[]>(),
    next: [] as StandIn["next"],
    answer({ path, headers, json }: Received) {
      if (path !== "/v1/187012345/events") return { status: 404, body: {} };
      if (headers.authorization !== "Bearer uet-good")
        return { status: 401, body: { error: { code: "Unauthorized" } } };
      const forced = standIn.next.shift();
      if (forced) return forced;
      const details: Json[] = [];
      for (const [index, event] of (json.data as Json[]).entries()) {
        const { msclkid, em } = event.userData as Json;
        const wrong = (propertyName: string) => details.push({ index, propertyName, errorCode: "InvalidValue" });
        if (!msclkid && !em) wrong("userData");
        if (em !== undefined && !hex.test(String(em))) wrong("em");
        if (nowMs() - Number(event.eventTime) * 1_000 > 7 * dayMs) wrong("eventTime");
        if (!details.some((each) => each.index === index)) note(standIn.taken, String(event.eventId), event);
      }
      const eventsReceived = (json.data as Json[]).length - details.length;
      return {
        status: 200,
        body: { eventsReceived, ...(details.length ? { error: { code: "ValidationError", details } } : {}) },
      };
    },
  };
  return standIn;
}

function note(taken: StandIn["taken"], id: string, event: object): void {
  taken.set(id, [...(taken.get(id) ?? []), event]);
}
