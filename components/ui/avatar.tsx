import { classNames } from "./class-names";

/** A person's picture, or their first letter. Decorative: the name stands beside it. */
export function Avatar({
  name,
  image,
  className,
}: {
  name?: string | null;
  image?: string | null;
  className?: string;
}) {
  const shape = classNames("size-6 shrink-0 rounded-full", className);
  if (image) {
    return (
      // biome-ignore lint/performance/noImgElement: a small remote avatar; the optimiser would fetch it from the server
      <img
        src={image}
        alt=""
        width={24}
        height={24}
        loading="lazy"
        referrerPolicy="no-referrer"
        className={classNames(shape, "bg-hover object-cover")}
      />
    );
  }
  return (
    <span
      className={classNames(
        shape,
        "grid place-items-center bg-accent-soft font-semibold text-2xs text-accent uppercase",
      )}
      aria-hidden="true"
    >
      {(name ?? "?").trim().charAt(0) || "?"}
    </span>
  );
}
