/**
 * How long what was read from content/ counts before its files are looked at again, milliseconds. A portal serves the pages its build made,
 * so build and portal read content once; while somebody writes, a saved file is seen after a second.
 */
export const contentRecheckMs = process.env.NODE_ENV === "production" ? Number.POSITIVE_INFINITY : 1_000;
