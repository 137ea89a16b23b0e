import { CopyableCode } from "@/components/ui/code";
import { FlashMessage } from "@/components/ui/flash-message";

/** A new key's secret: a live one is shown this once. */
export function SecretOnce({ name, environment, secret }: { name: string; environment: string; secret: string }) {
  return (
    <FlashMessage>
      <p className="font-medium">
        {name} is ready: a {environment} key.
      </p>
      <p className="mt-2">
        <CopyableCode text={secret} label="Copy the key" />
      </p>
      <p className="mt-2 text-ink-muted text-sm">
        {environment === "sandbox"
          ? "It can be shown again on its own page, and the examples in the docs show it to you while you are signed in."
          : "Copy it now. Only a fingerprint is stored, so nobody can show it again; a lost key is rolled or replaced."}
      </p>
    </FlashMessage>
  );
}
