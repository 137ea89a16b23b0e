import Link from "next/link";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/input";
import { paths } from "@/lib/base/paths";
import { demoKey, noKey, type TrySession } from "./types";

const link = "text-accent underline";

/** Which key goes along. Only its name is here: the portal attaches it. */
export function KeyPicker({
  session,
  needed,
  unmet,
  value,
  error,
  onChange,
}: {
  session: TrySession;
  needed: boolean;
  /** What the call is authorised by where that is no one key. */
  unmet: string | null;
  value: string;
  error: string | undefined;
  onChange: (key: string) => void;
}) {
  const { keys, demo, signedIn } = session;
  const here = `${location.pathname}#try`;
  const hint =
    value === demoKey && demo ? (
      <>
        Shared by readers without a key, {demo.perReader} calls in {demo.minutes} minutes, in a sandbox of your own for
        a day. Send nothing personal.{" "}
        {signedIn ? (
          <Link className={link} href={paths.console.apps}>
            Make a key of your own
          </Link>
        ) : (
          <Link className={link} href={paths.signIn(here)}>
            Sign in to use your own
          </Link>
        )}
      </>
    ) : value === noKey ? (
      unmet === null ? undefined : (
        `The portal cannot attach what this call is authorised by: ${unmet.replaceAll("`", "")}. It goes without.`
      )
    ) : (
      "Attached by the portal. It does not come to this page."
    );
  if (keys.length === 0 && !demo && needed) {
    return (
      <p className="text-sm">
        {signedIn ? (
          <>
            This call needs a sandbox key.{" "}
            <Link className={link} href={paths.console.apps}>
              Make one in the console
            </Link>
            .
          </>
        ) : (
          <>
            This call needs a sandbox key.{" "}
            <Link className={link} href={paths.signIn(here)}>
              Sign in
            </Link>{" "}
            to use yours.
          </>
        )}
      </p>
    );
  }
  return (
    <Field label="Key" name="key" error={error} hint={hint}>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          {keys.map((key) => (
            <option key={key.id} value={key.id}>
              {key.name}, {key.app} ({key.start}…)
            </option>
          ))}
          {demo ? <option value={demoKey}>Demo key</option> : null}
          {needed ? null : <option value={noKey}>No key</option>}
        </Select>
      )}
    </Field>
  );
}
