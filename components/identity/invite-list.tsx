import { Badge, type Tone } from "@/components/ui/badge";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { EmptyState } from "@/components/ui/empty-state";
import { DataTable } from "@/components/ui/table";
import { formatDay } from "@/lib/base/format";
import type { InviteState, MembershipRole } from "@/lib/identity/schema";

export type InviteRow = {
  id: string;
  state: InviteState;
  role: MembershipRole;
  email: string | null;
  inviterId: string;
  inviterName: string | null;
  acceptedByName: string | null;
  createdAt: Date;
  expiresAt: Date;
};

const tones: Record<InviteState, Tone> = { open: "info", used: "positive", expired: "neutral", revoked: "neutral" };

function stateText(invite: InviteRow): string {
  if (invite.state === "open") return `Open until ${formatDay(invite.expiresAt)}`;
  if (invite.state === "used") return invite.acceptedByName ? `Taken by ${invite.acceptedByName}` : "Taken";
  return invite.state === "expired" ? "Ran out" : "Taken back";
}

/** Invites of a company. `revoke`: for whoever may; `mayRevoke` says which. */
export function InviteList({
  invites,
  mayRevoke,
  revoke,
}: {
  invites: InviteRow[];
  mayRevoke?: (invite: InviteRow) => boolean;
  revoke?: (form: FormData) => Promise<void>;
}) {
  return (
    <DataTable
      caption="Invites"
      rows={invites}
      rowKey={(invite) => invite.id}
      empty={<EmptyState title="No invites yet">Make a link above and send it to a colleague.</EmptyState>}
      columns={[
        {
          header: "State",
          cell: (invite) => (
            <Badge tone={tones[invite.state]} dot>
              {stateText(invite)}
            </Badge>
          ),
        },
        { header: "For", cell: (invite) => invite.email ?? "–" },
        { header: "Role", cell: (invite) => invite.role },
        {
          header: "Sent by",
          cell: (invite) => (
            <span className="whitespace-nowrap">
              {invite.inviterName ?? "–"} <span className="text-ink-faint text-sm">{formatDay(invite.createdAt)}</span>
            </span>
          ),
        },
        {
          header: <span className="sr-only">Revoke</span>,
          className: "text-right",
          cell: (invite) =>
            revoke && invite.state === "open" && mayRevoke?.(invite) ? (
              <ConfirmButton
                size="sm"
                variant="ghost"
                title="Take this invite back?"
                consequence="Its link stops working at once. You can make another at any time."
                confirm="Take back"
                action={revoke}
                fields={{ inviteId: invite.id }}
              >
                Take back
              </ConfirmButton>
            ) : null,
        },
      ]}
    />
  );
}
