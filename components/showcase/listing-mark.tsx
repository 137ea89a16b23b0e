import { classNames } from "@/components/ui/class-names";
import { markOf } from "./mark-of";

/** An app's mark, made from its name: listings look like something before anybody has drawn a logo. Decorative. */
export function ListingMark({ name, className }: { name: string; className?: string }) {
  const { hue, letter, turn, shape } = markOf(name);
  const id = `m${hue}-${turn}`;
  return (
    <svg viewBox="0 0 64 64" className={classNames("shrink-0 rounded-[22%]", className)} aria-hidden="true">
      <defs>
        <linearGradient id={id} gradientTransform={`rotate(${turn} .5 .5)`}>
          <stop offset="0" stopColor={`oklch(0.55 0.13 ${hue})`} />
          <stop offset="1" stopColor={`oklch(0.4 0.12 ${(hue + 50) % 360})`} />
        </linearGradient>
      </defs>
      <rect width="64" height="64" fill={`url(#${id})`} />
      <g fill="#fff" opacity="0.13" transform={`rotate(${turn} 32 32)`}>
        {shape === 0 ? <circle cx="50" cy="14" r="26" /> : null}
        {shape === 1 ? <path d="M-8 40L32 0h24L-8 64z" /> : null}
        {shape === 2 ? <path d="M32 -6l38 38-38 38z" /> : null}
        {shape === 3 ? <path d="M0 0h32a32 32 0 0 1 0 64H0a32 32 0 0 0 0-64z" /> : null}
      </g>
      <text
        x="32"
        y="43"
        textAnchor="middle"
        fontSize="31"
        fontWeight="650"
        fill="#fff"
        style={{ fontFamily: "var(--font-stack)" }}
      >
        {letter}
      </text>
    </svg>
  );
}
