import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

/** Filters a list by its address; works without scripts. */
export function SearchForm({ action, value, label }: { action: string; value: string; label: string }) {
  return (
    <search>
      <form action={action} className="flex gap-2">
        <Input
          type="search"
          name="search"
          defaultValue={value}
          aria-label={label}
          placeholder={label}
          className="w-72 max-w-full"
        />
        <Button type="submit">Search</Button>
      </form>
    </search>
  );
}
