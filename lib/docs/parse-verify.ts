/** Facts of a reader's journey that a step can be ticked by, named as in the event catalogue. */
export const stepFacts = ["signed_up", "app_created", "key_created"] as const;
export type StepFact = (typeof stepFacts)[number];

/** What ticks a step: a call of the reader's own and what it was answered, or a fact. */
export type StepVerify =
  | { kind: "fact"; name: StepFact }
  | {
      kind: "call";
      method: string;
      /** As the document writes it, `/shipments/{shipmentId}`. */
      route: string;
      /** One status, or a class: 2 for 2xx. */
      status: number;
      /** Null: either. */
      environment: "sandbox" | "live" | null;
    };

/** Reads `POST /shipments 201`, `GET /shipments/{shipmentId} 2xx live` or `app_created`; null for anything else. */
export function parseVerify(text: string): StepVerify | null {
  const fact = stepFacts.find((name) => name === text.trim());
  if (fact) return { kind: "fact", name: fact };
  const match =
    /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|QUERY) (\/\S*) (?:([1-5])xx|([1-5]\d\d))(?: (sandbox|live))?$/.exec(
      text.trim(),
    );
  if (!match) return null;
  const [, method = "", route = "", statusClass, status, environment = null] = match;
  return {
    kind: "call",
    method,
    route,
    status: Number(statusClass ?? status),
    environment: environment as "sandbox" | "live" | null,
  };
}

/** Whether a call was the one a step waits for. */
export function isVerifiedBy(
  verify: StepVerify,
  call: { method: string; route: string; status: number; environment: string },
): boolean {
  if (verify.kind !== "call") return false;
  const { method, route, status, environment } = verify;
  return (
    call.method === method &&
    call.route === route &&
    (status < 10 ? Math.floor(call.status / 100) : call.status) === status &&
    (environment === null || call.environment === environment)
  );
}
