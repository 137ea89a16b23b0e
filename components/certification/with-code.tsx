import { Code } from "@/components/ui/code";

/** A sentence of a track in which `backticks` mean code, as its author writes it. */
export function WithCode({ text }: { text: string }) {
  return text.split(/`([^`]+)`/).map((part, index) =>
    index % 2 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence never move
      <Code key={index}>{part}</Code>
    ) : (
      part
    ),
  );
}
