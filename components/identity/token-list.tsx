import { Badge } from "@/components/ui/badge";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { EmptyState } from "@/components/ui/empty-state";
import { DataTable } from "@/components/ui/table";
import { formatDay } from "@/lib/base/format";

type TokenRow = {
  id: string;
  name: string;
  start: string;
  scopes: string[];
  createdAt: Date;
  revokedAt: Date | null;
};

/** Service tokens: the first characters, what each may, and the way to end it. */
export function TokenList({ tokens, revoke }: { tokens: TokenRow[]; revoke: (form: FormData) => Promise<void> }) {
  return (
    <DataTable
      caption="Service tokens"
      rows={tokens}
      rowKey={(token) => token.id}
      empty={<EmptyState title="No tokens yet">Make one below for your API server or gateway.</EmptyState>}
      columns={[
        { header: "Name", cell: (token) => <span className="font-medium">{token.name}</span> },
        { header: "Starts with", cell: (token) => <code className="text-sm">{token.start}…</code> },
        {
          header: "May",
          cell: (token) => (
            <span className="flex flex-wrap gap-1">
              {token.scopes.map((scope) => (
                <Badge key={scope}>{scope}</Badge>
              ))}
            </span>
          ),
        },
        { header: "Since", cell: (token) => <span className="whitespace-nowrap">{formatDay(token.createdAt)}</span> },
        {
          header: <span className="sr-only">Revoke</span>,
          className: "text-right",
          cell: (token) =>
            token.revokedAt ? (
              <Badge>revoked {formatDay(token.revokedAt)}</Badge>
            ) : (
              <ConfirmButton
                size="sm"
                variant="ghost"
                title={`Revoke ${token.name}?`}
                consequence="Every server that uses it is refused within a second. This cannot be undone; make a new token first if it is in use."
                confirm="Revoke"
                action={revoke}
                fields={{ tokenId: token.id }}
              >
                Revoke
              </ConfirmButton>
            ),
        },
      ]}
    />
  );
}
