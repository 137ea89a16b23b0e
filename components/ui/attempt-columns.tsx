import { Badge, Status, type Tone } from "@/components/ui/badge";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Column } from "@/components/ui/table";
import { formatNumber, formatTime } from "@/lib/base/format";

type DeliveryState = "waiting" | "delivered" | "dead";

/** What every delivery log tells of a line, whoever sent it. */
type Attempted = {
  state: DeliveryState;
  attempts: number;
  responseStatus: number | null;
  error: string | null;
  durationMs: number | null;
  finishedAt: Date | null;
  createdAt: Date;
  nextAttemptAt: Date;
};

const words: Record<DeliveryState, { label: string; tone: Tone }> = {
  waiting: { label: "waiting", tone: "info" },
  delivered: { label: "delivered", tone: "positive" },
  dead: { label: "given up", tone: "negative" },
};

/** The columns that the log of a destination and of a webhook endpoint share: state, tries, answer, time taken, when. */
export const attemptColumns: Column<Attempted>[] = [
  {
    header: "State",
    cell: (delivery) => <Badge tone={words[delivery.state].tone}>{words[delivery.state].label}</Badge>,
  },
  { header: "Tries", numeric: true, cell: (delivery) => formatNumber(delivery.attempts) },
  {
    header: "Answer",
    cell: (delivery) => (
      <span className="flex flex-col items-start gap-1">
        {delivery.responseStatus ? <Status status={delivery.responseStatus} /> : null}
        {delivery.error ? <span className="max-w-72 text-ink-muted text-sm">{delivery.error}</span> : null}
        {!delivery.responseStatus && !delivery.error ? "–" : null}
      </span>
    ),
  },
  {
    header: "Took",
    numeric: true,
    cell: (delivery) => (delivery.durationMs === null ? "–" : `${formatNumber(delivery.durationMs)} ms`),
  },
  {
    header: "When",
    cell: (delivery) => (
      <span className="whitespace-nowrap text-sm">
        {formatTime(delivery.finishedAt ?? delivery.createdAt)}
        {delivery.state === "waiting" && delivery.attempts > 0 ? (
          <span className="block text-ink-muted">next {formatTime(delivery.nextAttemptAt)}</span>
        ) : null}
      </span>
    ),
  },
];

/** The last column: a line that is over can be sent once more. `fields` name the line to the action. */
export function sendAgainColumn<Row extends Attempted>(
  replay: ((form: FormData) => Promise<void>) | undefined,
  fields: (row: Row) => Record<string, string>,
): Column<Row>[] {
  if (!replay) return [];
  return [
    {
      header: "",
      cell: (row) =>
        row.state === "waiting" ? null : (
          <form action={replay}>
            {Object.entries(fields(row)).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <SubmitButton variant="ghost" size="sm" pending="…">
              Send again
            </SubmitButton>
          </form>
        ),
    },
  ];
}
