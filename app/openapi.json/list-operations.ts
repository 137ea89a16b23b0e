import {
  changeKeyBody,
  createKeyBody,
  listKeysQuery,
  rotateKeyBody,
  verificationCodes,
  verifyKeyInput,
} from "@/lib/keys/schema";
import { assignPlanInput } from "@/lib/plans/schema";
import { describeReport } from "@/lib/reports/describe-report";
import { reports } from "@/lib/reports/registry";
import { recordSpendInput } from "@/lib/spend/schema";
import { maxUsageRecords } from "@/lib/usage/schema";
import { analysisOperations } from "./analysis-operations";
import { type Described, data, idempotency, idParameter, type Parameter, schemaOf, text } from "./operation-parts";

const keyProperties = {
  ...{ id: text, appId: text, companyId: text, environment: { enum: ["sandbox", "live"] }, name: text, start: text },
  state: { enum: ["active", "disabled", "expired", "revoked"] },
  scopes: { type: "array", items: text },
  allowedCidrs: { type: "array", items: text },
  ratelimits: { type: "array", items: { type: "object" } },
  metadata: { type: "object" },
  expiresAt: { type: ["string", "null"], format: "date-time" },
  revokedAt: { type: ["string", "null"], format: "date-time" },
  createdAt: { type: "string", format: "date-time" },
};
const keyAnswer = { description: "The key; never its secret.", schema: data(keyProperties) };
const keyWithSecret = {
  description: "The key with its secret, this once.",
  schema: data({ ...keyProperties, key: { type: "string", description: "The secret" } }),
};

const verification = data({
  valid: { type: "boolean" },
  code: { enum: verificationCodes },
  ...{ keyId: text, appId: text, companyId: text, userId: text, plan: text },
  environment: { enum: ["sandbox", "live"] },
  scopes: { type: "array", items: text },
  metadata: { type: "object" },
  expires: { type: "integer", description: "Unix milliseconds" },
  ratelimits: {
    type: "array",
    items: {
      type: "object",
      properties: {
        name: text,
        limit: { type: "integer" },
        remaining: { type: "integer" },
        reset: { type: "integer", description: "Unix milliseconds" },
        exceeded: { type: "boolean" },
      },
    },
  },
  quota: {
    type: "object",
    properties: { limit: { type: "integer" }, remaining: { type: "integer" }, reset: { type: "integer" } },
  },
  cacheTtl: { type: "integer", description: "Seconds for which the answer may be kept" },
});

const decision = {
  "200": {
    description:
      "Allowed; whose key it is stands in X-Portal-Key-Id, -App-Id, -Company-Id, -Environment, -Scopes and -Plan.",
  },
};
const segmentCall = {
  type: "object",
  properties: {
    ...{ event: text, userId: text, anonymousId: text, messageId: text },
    timestamp: { type: "string", format: "date-time" },
    properties: { type: "object" },
    traits: { type: "object" },
    context: { type: "object" },
  },
};
const stored = {
  description: "The events are on disk.",
  schema: { type: "object", properties: { success: { const: true } } },
};
const verbs = ["track", "identify", "page", "screen", "group", "alias"] as const;

/** Every address of the portal's own API and what it takes, by path and method (contracts.md). */
export function listOperations(): Record<string, Record<string, Described>> {
  const manage = { tag: "Keys", scope: "manage" };
  const ofSegment = { tag: "Events", scope: "writeKey", answers: { "200": stored } } as const;
  return {
    "/v1/keys/verify": {
      post: {
        ...{ tag: "Keys", scope: "keys:verify", summary: "May this key make this call?" },
        description: "Always 200 for a well-formed request: the answer is in `data.code`.",
        parameters: [
          {
            name: "X-Portal-Cache",
            in: "header",
            description:
              "`stream`: the caller holds GET /v1/keys/changes open and may keep VALID answers for `cacheTtl` seconds.",
            schema: { enum: ["stream"] },
          },
        ],
        body: schemaOf(verifyKeyInput),
        answers: { "200": { description: "The answer.", schema: verification } },
        problems: ["idempotency_mismatch", "rate_limited", "unavailable"],
      },
    },
    "/v1/keys/changes": {
      get: {
        ...{ tag: "Keys", scope: "keys:verify", summary: "What has changed about keys, as it happens" },
        description:
          "Server-sent events: `ready`, then `key` with `{keyId}` for each changed key, `all` when everything kept must go.",
        answers: { "200": { description: "The stream.", type: "text/event-stream", schema: text } },
      },
    },
    "/v1/authz/{path}": {
      get: {
        ...{ tag: "Keys", scope: "keys:verify", summary: "The same decision for gateways" },
        description: "Any method and path. The key comes as the client sent it; the gateway's token as X-Portal-Token.",
        parameters: [
          { name: "path", in: "path", required: true, schema: text },
          {
            name: "style",
            in: "query",
            schema: { enum: ["nginx"] },
            description: "Maps what nginx's auth_request cannot pass on.",
          },
          { name: "environment", in: "query", schema: { enum: ["sandbox", "live"] } },
          { name: "permissions", in: "query", schema: text },
        ],
        answers: decision,
        problems: ["unauthorized", "forbidden", "rate_limited", "unavailable"],
      },
    },
    "/v1/keys": {
      get: {
        ...{ ...manage, summary: "List keys" },
        parameters: Object.entries((schemaOf(listKeysQuery) as { properties: Record<string, object> }).properties).map(
          ([name, schema]): Parameter => ({ name, in: "query", schema }),
        ),
        answers: {
          "200": {
            description: "A page of keys.",
            schema: {
              type: "object",
              properties: {
                data: { type: "array", items: { type: "object", properties: keyProperties } },
                nextCursor: { type: ["string", "null"] },
              },
            },
          },
        },
      },
      post: {
        ...{ ...manage, summary: "Make a key" },
        parameters: [idempotency],
        body: schemaOf(createKeyBody),
        answers: { "201": keyWithSecret },
        problems: ["conflict", "idempotency_mismatch"],
      },
    },
    "/v1/keys/{id}": {
      get: {
        ...manage,
        summary: "One key, with its last use",
        parameters: [idParameter],
        answers: { "200": keyAnswer },
        problems: ["not_found"],
      },
      patch: {
        ...{ ...manage, summary: "Change, disable or enable a key" },
        parameters: [idParameter],
        body: schemaOf(changeKeyBody),
        answers: { "200": keyAnswer },
        problems: ["not_found", "conflict"],
      },
      delete: {
        ...{ ...manage, summary: "Revoke a key" },
        parameters: [idParameter, { name: "reason", in: "query", schema: text }],
        answers: { "200": keyAnswer },
        problems: ["not_found"],
      },
    },
    "/v1/keys/{id}/history": {
      get: {
        ...{ ...manage, summary: "What was done to a key" },
        parameters: [idParameter, { name: "cursor", in: "query", schema: text }],
        answers: { "200": { description: "Entries of the audit log, newest first." } },
        problems: ["not_found"],
      },
    },
    "/v1/keys/{id}/rotate": {
      post: {
        ...{ ...manage, summary: "Replace a key, the old one working on for a while" },
        parameters: [idParameter, idempotency],
        body: schemaOf(rotateKeyBody),
        answers: { "201": keyWithSecret },
        problems: ["not_found", "conflict", "idempotency_mismatch"],
      },
    },
    "/v1/keys/leaked": {
      post: {
        ...{ tag: "Keys", scope: null, summary: "GitHub's secret-scanning alert" },
        description: "The credential is GitHub's signature over the body.",
        body: {
          type: "array",
          items: { type: "object", properties: { token: text, type: text, url: text }, required: ["token", "type"] },
        },
        answers: { "200": { description: "What became of each, by a hash of the token." } },
      },
    },
    "/v1/companies/{id}/plan": {
      get: {
        ...{ tag: "Plans", scope: "manage", summary: "The plan a company is on, and was on" },
        parameters: [idParameter],
        answers: { "200": { description: "The plan and its history." } },
        problems: ["not_found"],
      },
      put: {
        ...{ tag: "Plans", scope: "manage", summary: "Put a company on a plan" },
        parameters: [idParameter],
        body: schemaOf(assignPlanInput),
        answers: { "200": { description: "The plan and its history." } },
        problems: ["not_found", "conflict"],
      },
    },
    ...analysisOperations,
    "/v1/spend": {
      post: {
        ...{ tag: "Spend", scope: "manage", summary: "Record what campaigns cost" },
        description: "All rows or none. A row replaces the one of its day, source and campaign, whatever their case.",
        body: schemaOf(recordSpendInput),
        answers: {
          "200": {
            description: "How many rows were new, changed and the same, and how many lines were added to another.",
            schema: data({
              ...{ added: { type: "integer" }, changed: { type: "integer" } },
              ...{ unchanged: { type: "integer" }, merged: { type: "integer" } },
            }),
          },
        },
        problems: ["too_large"],
      },
    },
    "/v1/usage": {
      post: {
        ...{ tag: "Usage", scope: "usage:write", summary: "Report calls" },
        description: "One record or a list. Idempotent on source and id for 32 days.",
        body: {
          oneOf: [
            { $ref: "#/components/schemas/UsageRecord" },
            { type: "array", maxItems: maxUsageRecords, items: { $ref: "#/components/schemas/UsageRecord" } },
          ],
        },
        answers: {
          "200": {
            description: "What was taken; bad records never hold back good ones.",
            schema: {
              type: "object",
              properties: {
                accepted: { type: "integer" },
                duplicates: { type: "integer" },
                rejected: {
                  type: "array",
                  items: { type: "object", properties: { index: { type: "integer" }, errors: { type: "array" } } },
                },
              },
            },
          },
        },
        problems: ["journal_full", "too_large"],
      },
    },
    ...Object.fromEntries(
      verbs.map((verb) => [`/v1/${verb}`, { post: { ...ofSegment, summary: `Segment's ${verb}`, body: segmentCall } }]),
    ),
    "/v1/batch": {
      post: {
        ...{ ...ofSegment, summary: "Many events at once" },
        body: {
          type: "object",
          required: ["batch"],
          properties: {
            writeKey: text,
            sentAt: { type: "string", format: "date-time" },
            batch: {
              type: "array",
              items: { ...segmentCall, properties: { ...segmentCall.properties, type: { enum: verbs } } },
            },
          },
        },
        problems: ["journal_full", "too_large"],
      },
    },
    "/v1/reports": {
      get: {
        ...{ tag: "Reports", scope: "reports:read", summary: "Which reports there are, and what each may be asked" },
        answers: { "200": { description: "The reports." } },
      },
    },
    ...Object.fromEntries(
      [...reports.values()].map((report) => [`/v1/reports/${report.name}`, { get: reportOf(report) }]),
    ),
  };
}

function reportOf(report: Parameters<typeof describeReport>[0]): Described {
  const { title, description, parameters, required } = describeReport(report);
  const { filter, ...plain } = parameters as Record<string, { properties?: Record<string, object> }>;
  const filters = Object.entries(filter?.properties ?? {}).map(
    ([name, schema]) => [`filter[${name}]`, schema] as const,
  );
  return {
    ...{ tag: "Reports", scope: "reports:read", summary: title, description },
    parameters: [...Object.entries(plain), ...filters].map(([name, schema]) => ({
      ...{ name, in: "query" as const, schema },
      ...(required.includes(name) ? { required: true } : {}),
    })),
    answers: {
      "200": { description: "As JSON, or as CSV with `Accept: text/csv`." },
    },
    problems: ["not_acceptable"],
  };
}
