import { LRUCache } from "lru-cache";
import { answerProblem } from "@/lib/access/answer-problem";
import { minuteMs, nowMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { postgres } from "@/lib/base/postgres";
import { drawEmbed, type EmbedTheme } from "@/lib/reports/embeds/draw-embed";
import { type OpenEmbed, openEmbed } from "@/lib/reports/embeds/open-embed";
import { readToken } from "@/lib/reports/embeds/token";

/** How long a drawn chart is shown again, and so how long a revoked one may still be seen. */
const keptMs = minuteMs;
/** By address, from the first who asks: all others wait for the same answer. A refusal is kept, too. */
const kept = new LRUCache<string, Promise<OpenEmbed>>({ max: 500, ttl: keptMs });

/** New charts computed a minute, all addresses together: what is kept costs nothing, and neither does what we did not sign. */
const perMinute = 120;
const computed = { minute: 0, count: 0 };

type Props = { params: Promise<{ token: string }> };

/** One chart by its signed address. Needs no login and reads none; nothing but the chart's figures is in the answer. */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  try {
    const { token } = await params;
    const { title, figures, frameAncestors } = await open(token);
    const asked = new URL(request.url).searchParams.get("theme");
    const theme: EmbedTheme = asked === "light" || asked === "dark" ? asked : "auto";
    return new Response(drawEmbed(title, figures, theme), {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "private, max-age=60",
        "content-security-policy": `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors ${["'self'", ...frameAncestors].join(" ")}`,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
      },
    });
  } catch (error) {
    return answerProblem(error, request.headers.get("x-request-id") ?? undefined);
  }
}

function open(token: string): Promise<OpenEmbed> {
  const known = kept.get(token);
  if (known) return known;
  const signed = readToken(token);
  if (!signed) throw new PortalError("not_found");
  const minute = Math.floor(nowMs() / minuteMs);
  if (computed.minute !== minute) Object.assign(computed, { minute, count: 0 });
  if (++computed.count > perMinute) throw limited();
  const fresh = openEmbed(postgres(), signed);
  kept.set(token, fresh);
  fresh.catch((error) => {
    // A fault may be over in a moment; that an address has ended stays true.
    if (!(error instanceof PortalError)) kept.delete(token);
  });
  return fresh;
}

function limited(): PortalError {
  return new PortalError("rate_limited", undefined, { headers: { "retry-after": "60" } });
}
