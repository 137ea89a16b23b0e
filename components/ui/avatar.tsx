import { classNames } from "./class-names";

/** A person's picture over their first letter, which stays when the picture does not load. Decorative: the name stands beside it. */
export function Avatar({
  name,
  image,
  className,
}: {
  name?: string | null;
  image?: string | null;
  className?: string;
}) {
  return (
    <span
      className={classNames(
        "relative grid size-6 shrink-0 place-items-center overflow-hidden rounded-full bg-accent-soft font-semibold text-2xs text-accent uppercase",
        className,
      )}
      aria-hidden="true"
    >
      {(name ?? "?").trim().charAt(0) || "?"}
      {image ? (
        // biome-ignore lint/performance/noImgElement: a small remote avatar; the optimiser would fetch it from the server
        <img
          src={image}
          alt=""
          width={24}
          height={24}
          loading="lazy"
          referrerPolicy="no-referrer"
          className="absolute inset-0 size-full object-cover"
        />
      ) : null}
    </span>
  );
}
