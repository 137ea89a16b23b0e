import { createNoteInput, noteKinds, updateNoteInput } from "@/lib/notes/schema";
import { runSqlInput, sqlLimits } from "@/lib/reports/sql/schema";
import { type Described, data, idempotency, idParameter, schemaOf, text } from "./operation-parts";

const note = {
  type: "object",
  properties: {
    ...{ id: text, kind: { enum: noteKinds }, title: text, text: text, link: text },
    from: { type: "string", description: "A day, YYYY-MM-DD, or a time, RFC 3339" },
    to: { type: ["string", "null"] },
    origin: { enum: ["hand", "api", "sample", "changelog"] },
    hidden: { type: "boolean" },
  },
};

/** What analysts work with beside the reports. */
export const analysisOperations: Record<string, Record<string, Described>> = {
  "/v1/notes": {
    get: {
      ...{ tag: "Notes", scope: "reports:read", summary: "List what charts mark, oldest first" },
      description: "Written notes and the changelog's entries that touch the days asked for.",
      parameters: [
        { name: "from", in: "query", schema: { type: "string", format: "date" } },
        { name: "to", in: "query", description: "Counted too", schema: { type: "string", format: "date" } },
        {
          name: "hidden",
          in: "query",
          description: "With entries that charts leave out",
          schema: { type: "boolean" },
        },
      ],
      answers: {
        "200": {
          description: "The notes.",
          schema: {
            type: "object",
            properties: { data: { type: "array", items: note }, nextCursor: { type: "null" } },
          },
        },
      },
    },
    post: {
      ...{ tag: "Notes", scope: "manage", summary: "Write a note" },
      parameters: [idempotency],
      body: schemaOf(createNoteInput),
      answers: { "201": { description: "The note.", schema: data(note.properties) } },
      problems: ["idempotency_mismatch"],
    },
  },
  "/v1/notes/{id}": {
    get: {
      ...{ tag: "Notes", scope: "reports:read", summary: "Read a note" },
      parameters: [idParameter],
      answers: { "200": { description: "The note.", schema: data(note.properties) } },
      problems: ["not_found"],
    },
    patch: {
      ...{ tag: "Notes", scope: "manage", summary: "Change a note" },
      description: "Of an entry of the changelog only `hidden`; of a written note everything else.",
      parameters: [idParameter],
      body: schemaOf(updateNoteInput),
      answers: { "200": { description: "The note.", schema: data(note.properties) } },
      problems: ["not_found"],
    },
    delete: {
      ...{ tag: "Notes", scope: "manage", summary: "Delete a written note" },
      parameters: [idParameter],
      answers: { "204": { description: "It is gone." } },
      problems: ["conflict"],
    },
  },
  "/v1/sql": {
    post: {
      ...{ tag: "Reports", scope: "sql:read", summary: "Ask SQL over the documented views" },
      description: `One SELECT. At most ${sqlLimits.rows} rows, ${sqlLimits.seconds} seconds, one query at a time and ${sqlLimits.perMinute} a minute for each token.`,
      body: schemaOf(runSqlInput),
      answers: {
        "200": {
          description: "Columns with their types, and rows in their order. Numbers of 64 bits and decimals are text.",
          schema: data({
            columns: { type: "array", items: { type: "object", properties: { name: text, type: text } } },
            rows: { type: "array", items: { type: "array" } },
            elapsedMs: { type: "integer" },
            rowsRead: { type: "integer" },
            bytesRead: { type: "integer" },
          }),
        },
      },
      problems: ["invalid_json", "too_large", "rate_limited", "unavailable"],
    },
  },
};
