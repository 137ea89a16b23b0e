import type { ConsumeOptions } from "@/lib/events/consume-journal";
import { destinationsConsumer } from "./consumers/destinations-consumer";
import type { EdgeContext } from "./context";

/**
 * Somebody besides the ledger who sees every accepted event, at least once and in order, from a cursor of their own. Slow or failing, they
 * hold up nobody; when they lie further behind than JOURNAL_MAX_LAG_BYTES, they lose what is oldest (decisions/0012).
 */
export type EdgeConsumer = {
  name: string;
  open(context: EdgeContext): Pick<ConsumeOptions, "handle" | "limits" | "minIntervalMs">;
};

/** A consumer stands in `consumers/<name>-consumer.ts` and is added to this list; taken off it, its cursor goes and nothing waits for it. */
export const edgeConsumers: readonly EdgeConsumer[] = [destinationsConsumer];
