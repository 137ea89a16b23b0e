/** One line of bench/RESULTS.md. */
export type Row = { name: string; value: number; unit: string; note?: string };
