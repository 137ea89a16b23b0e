import { formatDay, formatNumber, formatPercent } from "@/lib/base/format";
import { readWebAddress } from "@/lib/base/web-address";
import type { AppCallFacts, ReviewCheck } from "../schema";
import { checkWindowDays, liveRefusalLimit } from "./rules";

/** Shorter than this says nothing a reviewer could judge. */
export const leastDescription = 40;

export type AppCheckFacts = {
  description: string;
  websiteUrl: string;
  calls: AppCallFacts;
  /** Codes of the company's developers whose certification counts today. */
  developerCodes: string[];
};

/** The automatic checks of an app, each with what was found. Pure: same facts, same answer. */
export function checkApp(facts: AppCheckFacts): ReviewCheck[] {
  return [
    checkDeveloper(facts),
    checkSandbox(facts),
    checkLive(facts),
    checkDescription(facts),
    checkWebsite(facts),
  ].map(({ advice, ...check }) => (check.passed ? check : { ...check, advice }));
}

function checkDeveloper({ developerCodes }: AppCheckFacts): ReviewCheck {
  const [first, ...others] = developerCodes;
  return {
    id: "certified_developer",
    title: "A certified developer in the company",
    passed: Boolean(first),
    evidence: first
      ? others.length
        ? `${first} and ${others.length} more`
        : first
      : "Nobody holds a valid certificate.",
    advice: "Pass a certification track first.",
  };
}

function checkSandbox({ calls }: AppCheckFacts): ReviewCheck {
  const { succeeded, lastAt } = calls.sandbox;
  return {
    id: "sandbox_calls",
    title: `Successful sandbox calls in the last ${checkWindowDays} days`,
    passed: succeeded > 0,
    evidence: succeeded
      ? `${formatNumber(succeeded)} answered 2xx${lastAt ? `, the last on ${formatDay(lastAt)}` : ""}`
      : "No call of this app was answered 2xx.",
    advice: "Call the sandbox with a key of this app.",
  };
}

function checkLive({ calls }: AppCheckFacts): ReviewCheck {
  const { total, refused } = calls.live;
  const share = total ? refused / total : 0;
  return {
    id: "live_errors",
    title: `Few refused live calls in the last ${checkWindowDays} days`,
    passed: share <= liveRefusalLimit,
    evidence: total
      ? `${formatNumber(refused)} of ${formatNumber(total)} answered 4xx (${formatPercent(share)}; up to ${formatPercent(liveRefusalLimit)} is fine)`
      : "No live calls yet, so none was refused.",
    advice: "Open the request log, filter by 4xx and correct what the app sends.",
  };
}

function checkDescription({ description }: AppCheckFacts): ReviewCheck {
  const length = description.trim().length;
  return {
    id: "description",
    title: "Says what it does",
    passed: length >= leastDescription,
    evidence: length ? `A description of ${formatNumber(length)} characters` : "The app has no description.",
    advice: `Describe the app in at least ${leastDescription} characters.`,
  };
}

function checkWebsite({ websiteUrl }: AppCheckFacts): ReviewCheck {
  const website = readWebAddress(websiteUrl)?.href;
  return {
    id: "website",
    title: "Has a website",
    passed: Boolean(website),
    evidence: website ?? (websiteUrl.trim() ? "The address is not a public https:// page." : "No website given."),
    advice: "Give an https:// address where a reviewer can see the app.",
  };
}
