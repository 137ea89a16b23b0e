import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";

/** Positioned, or the hidden words inside would widen the page; its outer corners are those of the card it stands in. */
const frame = "relative min-w-0 overflow-x-auto first:rounded-t-[9px] last:rounded-b-[9px]";

/**
 * A table that scrolls inside itself on narrow screens (reachable by keyboard) and is named by its caption.
 * `captionHidden` when a heading beside it already says the same.
 */
export function Table({
  caption,
  captionHidden = true,
  className,
  children,
}: {
  caption: string;
  captionHidden?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className={classNames(frame, className)} aria-label={caption} tabIndex={0}>
      <table className="w-full border-collapse text-base">
        <caption className={captionHidden ? "sr-only" : "px-4 py-2 text-left text-ink-muted text-sm"}>
          {caption}
        </caption>
        {children}
      </table>
    </section>
  );
}

/** `numeric` cells are set right, in figures of one width. */
export function Th({ numeric, className, scope = "col", ...rest }: ComponentProps<"th"> & { numeric?: boolean }) {
  return (
    <th
      {...rest}
      scope={scope}
      className={classNames(
        "border-line border-b px-4",
        scope === "row"
          ? "py-2.5 align-top font-normal text-ink [tr:last-child>&]:border-b-0"
          : "whitespace-nowrap bg-sunken py-2 font-medium text-ink-muted text-sm",
        numeric ? "text-right tabular-nums" : "text-left",
        className,
      )}
    />
  );
}

export function Td({ numeric, className, ...rest }: ComponentProps<"td"> & { numeric?: boolean }) {
  return (
    <td
      {...rest}
      className={classNames(
        "border-line border-b px-4 py-2.5 align-top [tr:last-child>&]:border-b-0",
        numeric && "text-right tabular-nums",
        className,
      )}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return <tr {...rest} className={classNames("transition-colors hover:bg-hover/60", className)} />;
}

export type Column<Row> = { header: ReactNode; cell: (row: Row) => ReactNode; numeric?: boolean; className?: string };

/** Rows and columns as data; `empty` stands in for the table when there are no rows: use EmptyState. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  empty,
  className,
}: {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row, index: number) => string;
  empty?: ReactNode;
  className?: string;
}) {
  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    <Table caption={caption} className={className}>
      <thead>
        <tr>
          {columns.map((column, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
            <Th key={index} numeric={column.numeric} className={column.className}>
              {column.header}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <Tr key={rowKey(row, at)}>
            {columns.map((column, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
              <Td key={index} numeric={column.numeric} className={column.className}>
                {column.cell(row)}
              </Td>
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
