import { Tags } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { DataTable } from "@/components/ui/table";
import { formatNumber } from "@/lib/base/format";
import type { TraitKind } from "@/lib/events/catalogue";
import type { CatalogueTrait } from "@/lib/events/list-catalogue";

type Row = { kind: TraitKind; name: string; refused: number } & Partial<CatalogueTrait>;

/** What may be told of persons and companies, and what was told and is not declared. */
export function TraitsCard({
  traits,
  unknown,
  days,
}: {
  traits: CatalogueTrait[];
  unknown: { kind: TraitKind; name: string; refused: number }[];
  days: number;
}) {
  return (
    <Card>
      <CardHeader
        title="Traits"
        description={`What identify tells of persons and group of companies. Of traits that are not declared the name is kept and the value is not. Counts are of ${days} days.`}
      />
      <DataTable
        caption="Traits"
        rows={[...traits, ...unknown] as Row[]}
        rowKey={({ kind, name }) => `${kind} ${name}`}
        empty={
          <EmptyState icon={<Tags />} title="No traits are declared">
            Declare them in portal.events.ts.
          </EmptyState>
        }
        columns={[
          {
            header: "Trait",
            cell: (trait) => (
              <div className="min-w-56">
                <span className="font-medium font-mono text-sm [overflow-wrap:anywhere]">{trait.name}</span>
                {trait.type ? null : (
                  <Badge tone="warning" className="ml-2">
                    Not declared
                  </Badge>
                )}
                {trait.personal ? (
                  <Badge tone="info" className="ml-2">
                    Personal
                  </Badge>
                ) : null}
                {trait.description ? <p className="text-ink-muted text-sm">{trait.description}</p> : null}
              </div>
            ),
          },
          { header: "Of", cell: ({ kind }) => `a ${kind}` },
          { header: "Type", cell: (trait) => trait.type ?? "–" },
          { header: "Kept", numeric: true, cell: (trait) => formatNumber(trait.kept ?? 0) },
          { header: "Not kept", numeric: true, cell: ({ refused }) => formatNumber(refused) },
        ]}
      />
    </Card>
  );
}
