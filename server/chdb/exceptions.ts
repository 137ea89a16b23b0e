/** An error as ClickHouse's HTTP interface answers it: code, status and text. */
export class EngineException extends Error {
  override name = "EngineException";
  constructor(
    readonly code: number,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** HTTP statuses by exception code, after ClickHouse's exceptionCodeToHTTPStatus; all others are 500. */
const statuses: Record<number, number> = Object.fromEntries(
  Object.entries({
    400: [6, 26, 27, 28, 38, 41, 43, 53, 62, 69, 70, 72, 115, 117, 169, 349, 386, 456, 457],
    404: [16, 46, 47, 60, 73, 81, 82],
    408: [159],
    413: [191, 320],
    403: [516, 497, 164],
    501: [48],
  }).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)])),
);

/** Makes an exception of whatever the engine threw; its text starts with `Code: N. DB::Exception:`, which clients parse. */
export function toException(error: unknown, version: string): EngineException {
  if (error instanceof EngineException) return error;
  const text = error instanceof Error ? error.message : String(error);
  // An insert's error comes wrapped in itself; the inner one says it without repeating.
  const start = text.lastIndexOf("Code: ");
  const shown = start >= 0 ? text.slice(start) : `Code: 1001. DB::Exception: ${text} (STD_EXCEPTION)`;
  const code = Number(/^Code: (\d+)/.exec(shown)?.[1] ?? 1001);
  const whole = shown.includes("(version ") ? shown : `${shown.trimEnd()} (version ${version})`;
  return new EngineException(code, statuses[code] ?? 500, whole);
}

/** A refusal of our own in ClickHouse's words. */
export function refusal(code: number, name: string, detail: string): EngineException {
  return new EngineException(code, statuses[code] ?? 500, `Code: ${code}. DB::Exception: ${detail} (${name})`);
}
