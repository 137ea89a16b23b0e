import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Select } from "@/components/ui/input";
import { paths } from "@/lib/base/paths";
import type { Sample } from "@/lib/reference/schema";
import { type Typed, toValues } from "./types";

const remembered = "wm-try-language";

/** What is typed in, as code in the languages of the samples. Written when it is asked for. */
export function TryCode({ operation, typed }: { operation: string; typed: Typed }) {
  const [samples, setSamples] = useState<Sample[]>([]);
  const [problem, setProblem] = useState<string>();
  const [label, setLabel] = useState(() => localStorage.getItem(remembered) ?? "curl");
  const load = async () => {
    try {
      const response = await fetch(paths.api.tryCode, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ operation, values: { ...toValues(typed, { withFiles: false }), unchecked: true } }),
      });
      const answer = (await response.json()) as {
        samples?: Sample[];
        detail?: string;
        errors?: { pointer: string; detail: string }[];
      };
      setSamples(answer.samples ?? []);
      const wrong = answer.errors?.map((error) => `${error.pointer.slice(1)} ${error.detail}`).join("; ");
      setProblem(answer.samples ? undefined : (wrong ?? answer.detail ?? "The code could not be written."));
    } catch {
      setProblem("The portal does not answer.");
    }
  };
  const sample = samples.find((one) => one.label === label) ?? samples[0];
  return (
    <details className="rounded-lg border border-line" onToggle={(event) => event.currentTarget.open && void load()}>
      <summary className="cursor-pointer px-4 py-2 font-medium text-sm">As code</summary>
      <div className="border-line border-t">
        {sample ? (
          <>
            <div className="flex items-center gap-2 px-3 py-2">
              <Select
                aria-label="Language"
                className="w-40"
                value={sample.label}
                onChange={(event) => {
                  setLabel(event.target.value);
                  localStorage.setItem(remembered, event.target.value);
                }}
              >
                {samples.map((one) => (
                  <option key={one.label}>{one.label}</option>
                ))}
              </Select>
              <Button size="sm" onClick={() => void load()}>
                Write again
              </Button>
              <CopyButton from="try-code" label="Copy the code" className="ml-auto" />
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard */}
            <pre id="try-code" tabIndex={0} className="overflow-x-auto bg-code p-4 text-[0.78rem] leading-relaxed">
              {sample.code}
            </pre>
          </>
        ) : null}
        {problem ? (
          <p className="px-4 py-3 text-negative text-sm" role="alert">
            {problem}
          </p>
        ) : null}
      </div>
    </details>
  );
}
