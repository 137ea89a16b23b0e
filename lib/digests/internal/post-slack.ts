import { secondMs } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import { GuardedFetchError, guardedFetch } from "@/lib/base/guarded-fetch";

/** null: taken. `final`: it would be refused again. The reason names no address: a Slack webhook's address is its secret. */
export type PostSlack = (text: string) => Promise<{ reason: string; final: boolean } | null>;

/** Posts to SLACK_WEBHOOK_URL. */
export const postSlack: PostSlack = async (text) => {
  const url = env().SLACK_WEBHOOK_URL;
  if (!url) return { reason: "SLACK_WEBHOOK_URL is not set", final: true };
  try {
    const { status } = await guardedFetch(url, {
      ...{
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ text, unfurl_links: false }),
      },
      ...{ timeoutMs: 10 * secondMs, maxBytes: 4 * 1024, longer: "cut" },
    });
    if (status >= 200 && status < 300) return null;
    return { reason: `Slack answered ${status}`, final: status >= 400 && status < 500 && status !== 429 };
  } catch (error) {
    if (error instanceof GuardedFetchError) return { reason: error.message, final: false };
    throw error;
  }
};

/** Slack's three control characters. */
export const escapeSlack = (text: string) =>
  text.replace(/\s+/g, " ").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
