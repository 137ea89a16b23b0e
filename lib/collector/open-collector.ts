import { minuteMs, secondMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import type { Env } from "@/lib/base/env";
import type { Logger } from "@/lib/base/log";
import type { Db } from "@/lib/base/postgres";
import type { Journal } from "@/lib/events/journal";
import { DailyVisitors } from "@/lib/visits/name-daily-visitor";
import type { Collector } from "./accept-calls";
import { openVisits } from "./internal/place-in-visit";
import { IdentityStamper } from "./internal/stamp-identity";

/** The collector of one edge. */
export function openCollector(house: { db: Db; journal: Journal; log: Logger; settings: Env }): Collector {
  const { db, journal, log, settings } = house;
  const hostOf = (url: string) => new URL(url).hostname.toLowerCase().replace(/^www\./, "");
  return {
    db,
    journal,
    log,
    hosts: {
      own: new Set([
        hostOf(settings.publicUrl),
        ...portal.visits.ownHosts.map((host) => host.toLowerCase().replace(/^www\./, "")),
      ]),
      login: new Set([hostOf(settings.GITHUB_URL)]),
    },
    visits: openVisits(),
    daily: new DailyVisitors(settings.dataDir),
    stamper: new IdentityStamper(db, log),
    visitCookieSeconds: (portal.visits.idleMinutes * minuteMs) / secondMs,
    secure: settings.publicUrl.startsWith("https:"),
  };
}
