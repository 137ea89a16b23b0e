import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { parseJson, readBody } from "@/lib/base/http";
import { acceptCalls } from "@/lib/collector/accept-calls";
import { analyticsSettings } from "@/lib/collector/analytics-settings";
import { readSegmentBody, type SegmentVerb, segmentVerbs } from "@/lib/collector/dialects/segment";
import type { EdgeContext } from "../context";
import { type Door, sendJson } from "../door";
import { cloudeventsDoors } from "./cloudevents-door";
import { bodyLimits, readBrowser, Senders } from "./collector-senders";
import { moesifDoors } from "./moesif-door";
import { openToPages } from "./open-to-pages";
import { posthogDoors } from "./posthog-door";

/** Every address of the collector, in all its dialects (contracts.md, "Collector"). */
export function collectorDoors(context: EdgeContext): Door[] {
  const senders = new Senders(context);
  return [
    ...segmentDoors(context, senders),
    ...posthogDoors(context, senders),
    ...moesifDoors(context, senders),
    ...cloudeventsDoors(context),
  ];
}

/** Segment's and RudderStack's libraries: the verbs in full, and by their first letter as analytics.js has them. */
function segmentDoors(context: EdgeContext, senders: Senders): Door[] {
  const settings = env();
  const receive =
    (verb: SegmentVerb | "batch"): Door["handle"] =>
    async (request, response) => {
      const { headers } = request.raw;
      // A wrong key is told before a byte of the body is read.
      const early = headers.authorization ? await senders.byHeader(request, headers.authorization) : null;
      const body = await readBody(request.raw, bodyLimits(headers));
      const { writeKey, calls } = readSegmentBody(verb, parseJson(body, "replace"), body.length);
      const sender = early ?? (await senders.byKey(request, writeKey));
      const browser = readBrowser(request);
      const { setCookies } = await acceptCalls(context.collector, { sender, calls, browser, dialect: "segment" });
      if (setCookies.length) response.setHeader("set-cookie", setCookies);
      sendJson(response, 200, { success: true });
    };

  return [
    ...([...segmentVerbs, "batch"] as const).flatMap((verb) =>
      openToPages("POST", [`/v1/${verb}`, `/v1/${verb[0]}`], receive(verb)),
    ),
    ...openToPages("GET", ["/v1/projects/*"], async (request, response) => {
      const writeKey = /^\/v1\/projects\/([^/]+)\/settings$/.exec(request.path)?.[1];
      if (!writeKey || !(await senders.sources.getSourceId(writeKey))) throw new PortalError("not_found");
      sendJson(response, 200, analyticsSettings(writeKey, settings.publicUrl), {
        "cache-control": "public, max-age=300",
      });
    }),
  ];
}
