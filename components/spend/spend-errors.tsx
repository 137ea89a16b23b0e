import { Card, CardHeader } from "@/components/ui/card";
import { DataTable } from "@/components/ui/table";
import { formatNumber } from "@/lib/base/format";
import { type LineError, spendFieldLabels } from "@/lib/spend/schema";

/** Lines that cannot be read, and why. */
export function SpendErrors({ errors, badLines }: { errors: LineError[]; badLines: number }) {
  return (
    <Card className="min-w-0">
      <CardHeader
        title={`${formatNumber(badLines)} ${badLines === 1 ? "line has an error" : "lines have errors"}`}
        description="Change how the file is read above, correct the file, or leave them out. The first hundred errors:"
      />
      <DataTable
        caption="Lines with errors"
        className="max-h-96 overflow-y-auto"
        rows={errors}
        rowKey={(error) => `${error.line} ${error.field}`}
        columns={[
          { header: "Line", numeric: true, cell: (error) => error.line },
          { header: "Field", cell: (error) => spendFieldLabels[error.field] },
          { header: "Found", cell: (error) => <code className="break-all">{error.found || "nothing"}</code> },
          { header: "Why", cell: (error) => error.detail },
        ]}
      />
    </Card>
  );
}
