import { z } from "zod";
import { env } from "@/lib/base/env";
import { guardedFetch } from "@/lib/base/guarded-fetch";
import { paths } from "@/lib/base/paths";
import { judgeFault, judgeStatus } from "@/lib/base/webhooks/delivery-outcome";
import { filterSchema, mappingSchema } from "../../schema";
import type { OutgoingEvent } from "../outgoing-event";
import { defineKind } from "./kind";
import { secretText, targetAddress } from "./settings-fields";

/** An incoming webhook of Slack: one message, a sentence a line. */
export const slackKind = defineKind({
  settings: z.object({ url: z.intersection(secretText, targetAddress) }),
  secretFields: ["url"],
  maxEvents: 20,
  maxBytes: 64 * 1024,
  // Slack takes about one message a second.
  concurrency: 1,
  defaults: {
    filter: filterSchema.parse({
      events: [
        "signed_up",
        "app_created",
        "developer_certified",
        "app_submitted",
        "app_certified",
        "support_requested",
        "listing_submitted",
        "listing_published",
        "invite_accepted",
      ],
    }),
    mapping: mappingSchema.parse({ traits: "name" }),
  },
  async deliver(events, { url }, options) {
    try {
      const answer = await guardedFetch(url, {
        ...options,
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ text: events.map(toSentence).join("\n"), unfurl_links: false }),
        maxBytes: 4 * 1024,
        longer: "cut",
      });
      const { status } = answer;
      if (status === 400) return { kind: "refused", status, reason: "refused the message with 400" };
      // Slack's no_service, channel_not_found, action_prohibited, channel_is_archived.
      if ([403, 404, 410].includes(status)) {
        return { kind: "gone", status, reason: `Slack does not take this webhook any more (${status})` };
      }
      return judgeStatus(status, answer.headers.get("retry-after"));
    } catch (error) {
      return judgeFault(error);
    }
  },
  preview: (event) => ({ text: toSentence(event) }),
});

const sentences: Record<string, (event: OutgoingEvent) => string> = {
  signed_up: () => "signed up",
  signed_in: () => "signed in",
  company_joined: () => "joined the company",
  app_created: (event) => `created the app ${quote(event, "app_name")}`,
  key_created: (event) => `created a ${event.environment || "new"} key`,
  sandbox_task_passed: () => "passed a sandbox task",
  certification_started: () => "began a certification",
  certification_failed: () => "did not pass a certification",
  developer_certified: () => "is certified now",
  app_submitted: () => "submitted an app for review",
  app_certified: () => "has a certified app now",
  support_requested: (event) => `asked for help${event.properties.topic ? ` with ${quote(event, "topic")}` : ""}`,
  listing_submitted: () => "sent a listing to moderation",
  listing_published: () => "is in the showcase now",
  invite_sent: () => "invited somebody",
  invite_accepted: () => "accepted an invite",
};

/** One sentence in Slack's mrkdwn: who (linked to the staff page), of which company, what, and where they first came from. */
function toSentence(event: OutgoingEvent): string {
  const person = event.personId
    ? link(paths.staff.person(event.personId), event.person?.name ?? "A developer")
    : event.visitorId
      ? "A visitor"
      : "Somebody";
  const company = event.companyId
    ? ` (${link(paths.staff.company(event.companyId), event.company?.name ?? event.companyId)})`
    : "";
  const what = sentences[event.originalName]?.(event) ?? escapeText(`– ${event.name.replaceAll("_", " ")}`);
  const { channel, utm_campaign: campaign } = event.firstTouch ?? {};
  const from = channel ? escapeText(` · first came through ${channel}${campaign ? `, ${campaign}` : ""}`) : "";
  return `${person}${company} ${what}${from}`;
}

function quote(event: OutgoingEvent, property: string): string {
  return `“${escapeText(String(event.properties[property] ?? "").slice(0, 200))}”`;
}

function link(path: string, label: string): string {
  return `<${env().publicUrl}${path}|${escapeText(label).replaceAll("|", "¦")}>`;
}

/** Slack's three control characters; a line break would end the sentence. */
function escapeText(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
