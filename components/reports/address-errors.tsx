import { Callout } from "@/components/ui/callout";

/** What of an address could not be read; `pointer` is `?name`. */
export function AddressErrors({ errors }: { errors: { pointer: string; detail: string }[] }) {
  return (
    <Callout kind="warning" title="This address asks for something that does not exist">
      <ul>
        {errors.map((error) => (
          <li key={error.pointer + error.detail}>
            <code>{error.pointer.replace(/^\?/, "")}</code> {error.detail}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
