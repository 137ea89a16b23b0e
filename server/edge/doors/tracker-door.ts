import { readFile } from "node:fs/promises";
import { portal } from "@/lib/base/config/portal";
import { PortalError } from "@/lib/base/errors";
import { prepareTracker, type TrackerScript } from "@/lib/collector/tracker-script";
import { ensurePortalSource } from "@/lib/events/ensure-portal-source";
import type { EdgeContext } from "../context";
import type { Door } from "../door";

/** A changed key or a new version is everywhere within that; the browser asks with the ETag and mostly hears "unchanged". */
const maxAgeS = 300;

/** `/wm.js`: the browser tracker with the portal's own write key in it. */
export function trackerDoors(context: EdgeContext): Door[] {
  let script: Promise<TrackerScript> | undefined;
  const prepare = async () =>
    prepareTracker(
      await readFile(context.trackerFile, "utf8"),
      await ensurePortalSource(context.db),
      portal.privacy.consent,
    );
  const get = () => {
    script ??= prepare().catch((error: unknown) => {
      script = undefined;
      context.log.warn({ err: error }, "the tracker cannot be served yet");
      throw new PortalError("unavailable", undefined, { headers: { "retry-after": "1" } });
    });
    return script;
  };
  // The first start makes the portal's own source here; what fails is tried again by the first page.
  get().catch(() => {});

  return [
    {
      methods: ["GET"],
      path: "/wm.js",
      async handle(request, response) {
        const { text, gzip, etag } = await get();
        const headers = {
          "content-type": "text/javascript; charset=utf-8",
          "cache-control": `public, max-age=${maxAgeS}`,
          "x-content-type-options": "nosniff",
          vary: "accept-encoding",
          etag,
        };
        if (request.raw.headers["if-none-match"] === etag) {
          response.writeHead(304, headers);
          response.end();
          return;
        }
        const packed = /\bgzip\b/.test(String(request.raw.headers["accept-encoding"] ?? ""));
        const bytes = packed ? gzip : text;
        response.writeHead(200, {
          ...headers,
          "content-length": bytes.length,
          ...(packed ? { "content-encoding": "gzip" } : {}),
        });
        response.end(bytes);
      },
    },
  ];
}
