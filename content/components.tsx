/**
 * Components of your own, for your pages: what this file exports can be used in every page by its name.
 * They are drawn on the server. One that needs the browser (state, events) begins its own file with "use client" and is exported from here.
 */

/** Parcels are billed by what weighs more: the parcel or the room it takes, 5,000 cubic centimetres to the kilogram. */
export function BillableWeight({ length, width, height, weight }: Record<"length" | "width" | "height" | "weight", number>) {
  const volumetric = (length * width * height) / 5_000;
  return (
    <span className="font-medium tabular-nums">{Math.max(weight, volumetric).toLocaleString("en-GB")} kg</span>
  );
}
