import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { LineChart } from "./line-chart";

const draw = (values: (number | null)[], unfinished: boolean) =>
  [
    ...renderToStaticMarkup(
      <LineChart
        title="Calls"
        labels={values.map(String)}
        series={[{ name: "Calls", values }]}
        unfinished={unfinished}
      />,
    ).matchAll(/<path d="(M[^"]*)" fill="none"([^>]*)>/g),
  ].map(([, path, rest]) => `${rest?.includes("stroke-dasharray") ? "dashed " : ""}${path}`);

test("the line to a value that still grows is dashed, from the last one that does not", () => {
  expect(draw([4, 4, 0], false)).toEqual(["M0.00,0.00 L50.00,0.00 L100.00,100.00"]);
  expect(draw([4, 4, 0], true)).toEqual(["M0.00,0.00 L50.00,0.00", "dashed M50.00,0.00 L100.00,100.00"]);
  // Nothing was told of the last time: nothing of it is drawn.
  expect(draw([4, 4, null], true)).toEqual(["M0.00,0.00 L50.00,0.00"]);
});
