import Link from "next/link";
import { SourceSnippets } from "@/components/events/source-snippets";
import { Badge } from "@/components/ui/badge";
import { CopyableCode } from "@/components/ui/code";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { EmptyState } from "@/components/ui/empty-state";
import { SubmitButton } from "@/components/ui/submit-button";
import { DataTable } from "@/components/ui/table";
import { formatDay, formatNumber, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";

type Volume = { lastDay: number; lastMonth: number; quarantined: number; lastSeen: string };
type SourceRow = {
  id: string;
  name: string;
  writeKey: string;
  createdAt: Date;
  disabledAt: Date | null;
  previousUntil: Date | null;
  /** The portal's own pages: its key is in /wm.js. */
  own: boolean;
  /** null: it sent nothing in 30 days; undefined: nobody can tell at the moment. */
  volume: Volume | null | undefined;
};

/** Sources with their write keys, what they sent, and the acts on each. */
export function SourceList({
  sources,
  publicUrl,
  switchSource,
  rotateSource,
}: {
  sources: SourceRow[];
  publicUrl: string;
  switchSource: (form: FormData) => Promise<void>;
  rotateSource: (form: FormData) => Promise<void>;
}) {
  return (
    <DataTable
      caption="Sources"
      rows={sources}
      rowKey={(source) => source.id}
      empty={<EmptyState title="No sources yet">The portal makes its own at the first start.</EmptyState>}
      columns={[
        {
          header: "Name",
          cell: (source) => (
            <div className="min-w-36">
              <span className="font-medium">{source.name}</span>
              <p className="whitespace-nowrap text-ink-muted text-sm">since {formatDay(source.createdAt)}</p>
            </div>
          ),
        },
        {
          header: "Write key",
          cell: (source) => (
            <div className="min-w-44 max-w-72 space-y-1.5">
              <CopyableCode text={source.writeKey} label="Copy the write key" />
              {source.previousUntil && source.previousUntil > new Date() ? (
                <p className="text-ink-muted text-sm">The key before works until {formatTime(source.previousUntil)}.</p>
              ) : null}
              <SourceSnippets publicUrl={publicUrl} writeKey={source.writeKey} />
            </div>
          ),
        },
        { header: "24 h", numeric: true, cell: ({ volume }) => <Count volume={volume} of="lastDay" /> },
        { header: "30 days", numeric: true, cell: ({ volume }) => <Count volume={volume} of="lastMonth" /> },
        {
          header: "Set aside",
          numeric: true,
          cell: ({ id, volume }) =>
            volume?.quarantined ? (
              <Link
                href={`${paths.staff.live}?${new URLSearchParams({ show: "quarantined", source: id, within: "month" })}`}
                prefetch={false}
              >
                {formatNumber(volume.quarantined)}
              </Link>
            ) : (
              <Count volume={volume} of="quarantined" />
            ),
        },
        {
          header: "Last seen",
          cell: ({ volume }) =>
            volume ? (
              <time dateTime={volume.lastSeen} className="whitespace-nowrap">
                {formatTime(volume.lastSeen)}
              </time>
            ) : (
              <span className="whitespace-nowrap text-ink-muted">{volume === null ? "Not in 30 days" : "–"}</span>
            ),
        },
        {
          header: "State",
          cell: (source) =>
            source.disabledAt ? (
              <Badge dot>off since {formatDay(source.disabledAt)}</Badge>
            ) : (
              <Badge tone="positive" dot>
                on
              </Badge>
            ),
        },
        {
          header: <span className="sr-only">Acts</span>,
          className: "text-right",
          cell: (source) => (
            <div className="flex justify-end gap-1">
              {source.own ? null : <Rotate source={source} rotateSource={rotateSource} />}
              <Switch source={source} switchSource={switchSource} />
            </div>
          ),
        },
      ]}
    />
  );
}

type Act = (form: FormData) => Promise<void>;

function Count({ volume, of }: { volume: Volume | null | undefined; of: "lastDay" | "lastMonth" | "quarantined" }) {
  return <>{volume === undefined ? "–" : formatNumber(volume?.[of] ?? 0)}</>;
}

function Rotate({ source, rotateSource }: { source: SourceRow; rotateSource: Act }) {
  return (
    <ConfirmButton
      size="sm"
      variant="ghost"
      title={`Give ${source.name} a new write key?`}
      consequence="The key of now works for another 24 hours, so that senders can be changed without losing anything. After that its events are refused."
      confirm="Rotate key"
      action={rotateSource}
      fields={{ sourceId: source.id }}
    >
      Rotate
    </ConfirmButton>
  );
}

function Switch({ source, switchSource }: { source: SourceRow; switchSource: Act }) {
  if (source.disabledAt) {
    return (
      <form action={switchSource}>
        <input type="hidden" name="sourceId" value={source.id} />
        <input type="hidden" name="enabled" value="yes" />
        <SubmitButton variant="ghost" size="sm">
          Turn on
        </SubmitButton>
      </form>
    );
  }
  return (
    <ConfirmButton
      size="sm"
      variant="ghost"
      title={`Turn ${source.name} off?`}
      consequence="Its events are refused within a second, and are lost unless the sender keeps them. You can turn it on again."
      confirm="Turn off"
      action={switchSource}
      fields={{ sourceId: source.id, enabled: "no" }}
    >
      Turn off
    </ConfirmButton>
  );
}
