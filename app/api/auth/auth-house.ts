import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { createLogger, type Logger } from "@/lib/base/log";
import { postgres } from "@/lib/base/postgres";
import type { AuthHouse } from "@/lib/identity/answer-auth-request";

const shared = globalThis as typeof globalThis & { waymarkAuthLog?: Logger };

/** What the sign-in doors work with; the log lines carry the edge's request id. */
export function authHouse(request: Request): AuthHouse {
  const settings = env();
  shared.waymarkAuthLog ??= createLogger("web", settings.LOG_LEVEL);
  const requestId = request.headers.get("x-request-id") ?? undefined;
  return {
    db: postgres(),
    settings,
    log: shared.waymarkAuthLog.child({ requestId }),
    visitorCookieDays: portal.visits.cookieDays,
  };
}
