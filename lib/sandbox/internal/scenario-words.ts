import type { FieldError } from "@/lib/base/errors";

/** What a call asks the sandbox to play, besides or instead of its answer. */
export type Scenario = {
  /** Name of an error of the operation: by its own name, its problem type, its example's name, or a status. */
  error?: string;
  latencyMs?: number;
  /** Seconds the 429 tells to wait. */
  rateLimitSeconds?: number;
  timeout?: true;
  malformed?: true;
  /** 0 to 1: the share of calls in which the words above happen; alone, the share that fails with 500. */
  errorRate?: number;
};

export const scenarioHeader = "sandbox-scenario";
const longestLatencyMs = 30_000;
export const scenarioWords = "error=<name>, latency=<ms>, ratelimit, timeout, malformed, error_rate=<0 to 1>";

/**
 * Reads `error=card_declined; latency=800; ratelimit; timeout; malformed; error_rate=0.2`. Every word that is unknown or has a bad value
 * is named.
 */
export function readScenario(text: string): { scenario: Scenario; errors: FieldError[] } {
  const scenario: Scenario = {};
  const errors: FieldError[] = [];
  for (const part of text
    .slice(0, 1_000)
    .split(";")
    .map((word) => word.trim())
    .filter(Boolean)) {
    const [name = "", value] = part.split(/\s*=\s*/, 2);
    const wrong = readWord(scenario, name.toLowerCase(), value);
    if (wrong)
      errors.push({
        pointer: "header Sandbox-Scenario",
        detail: `"${part.slice(0, 60).replaceAll("\0", "")}" ${wrong}`,
      });
  }
  return { scenario, errors };
}

/** Returns what is wrong with the word, or nothing. */
function readWord(scenario: Scenario, name: string, value: string | undefined): string | undefined {
  const amount = value === undefined || value === "" ? Number.NaN : Number(value);
  switch (name) {
    case "error":
      if (!value || !/^[\w.-]{1,100}$/.test(value)) return "needs the name of an error, such as error=not_found";
      scenario.error = value;
      return undefined;
    case "latency":
      if (!(amount >= 0 && amount <= longestLatencyMs)) return `needs milliseconds from 0 to ${longestLatencyMs}`;
      scenario.latencyMs = Math.round(amount);
      return undefined;
    case "ratelimit":
      if (value !== undefined && !(Number.isInteger(amount) && amount >= 0 && amount <= 3_600))
        return "takes no value, or the seconds to wait, from 0 to 3600";
      scenario.rateLimitSeconds = value === undefined ? 30 : amount;
      return undefined;
    case "timeout":
    case "malformed":
      if (value !== undefined) return "takes no value";
      scenario[name] = true;
      return undefined;
    case "error_rate":
      if (!(amount >= 0 && amount <= 1)) return "needs a share from 0 to 1, such as error_rate=0.2";
      scenario.errorRate = amount;
      return undefined;
    default:
      return `is not known. The words are ${scenarioWords}`;
  }
}
