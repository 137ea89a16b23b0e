"use client";

import { Failure } from "@/components/layout/failure";
import "./globals.css";

/** When the root layout itself failed: stands alone, without fonts and brand. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong</title>
        <Failure digest={error.digest} retry={reset} />
      </body>
    </html>
  );
}
