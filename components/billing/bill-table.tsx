import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Table, Td, Th, Tr } from "@/components/ui/table";

export type BillRow = {
  key: string;
  title: string;
  /** From when to when, where the month has several parts. */
  span: string | null;
  units: string;
  /** How the amount came about, a step each. */
  details: string[];
  amount: string;
  /** What stands behind the line. */
  href?: string;
};

/** The lines of a bill and their sum. */
export function BillTable({
  caption,
  rows,
  totalLabel,
  total,
}: {
  caption: string;
  rows: BillRow[];
  totalLabel: string;
  total: string;
}) {
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <Th>Line</Th>
          <Th numeric>Used</Th>
          <Th numeric>Amount</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.key}>
            <Th scope="row">
              {row.href ? (
                <Link href={row.href} className="inline-flex items-center gap-1 font-medium text-ink hover:text-accent">
                  {row.title}
                  <ChevronRight className="size-3.5 shrink-0 text-ink-faint" aria-hidden="true" />
                </Link>
              ) : (
                <span className="font-medium">{row.title}</span>
              )}
              {row.span ? <span className="block text-ink-muted text-sm">{row.span}</span> : null}
              {row.details.map((detail) => (
                <span key={detail} className="block text-ink-muted text-sm tabular-nums">
                  {detail}
                </span>
              ))}
            </Th>
            <Td numeric className="whitespace-nowrap">
              {row.units}
            </Td>
            <Td numeric className="whitespace-nowrap">
              {row.amount}
            </Td>
          </Tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="font-semibold">
          <Th scope="row" className="border-line border-t font-semibold!">
            {totalLabel}
          </Th>
          <Td className="border-line border-t" />
          <Td numeric className="whitespace-nowrap border-line border-t">
            {total}
          </Td>
        </tr>
      </tfoot>
    </Table>
  );
}
