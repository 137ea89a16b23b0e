"use client";

import { useCallback, useRef, useState } from "react";

/**
 * Whether somebody is at a list: the pointer or the keyboard is in it, or a line of it is unfolded. `watch` goes onto the element around the
 * list; what grows by itself holds still meanwhile.
 */
export function useReading() {
  const ref = useRef<HTMLDivElement>(null);
  const [reading, setReading] = useState(false);
  const look = useCallback(() => {
    const list = ref.current;
    setReading(
      list !== null && (list.matches(":hover, :focus-within") || list.querySelector("details[open]") !== null),
    );
  }, []);
  // When the focus goes, it is nowhere yet.
  const lookLater = useCallback(() => setTimeout(look), [look]);
  const watch = {
    ref,
    onPointerEnter: look,
    onPointerLeave: look,
    onFocus: look,
    onBlur: lookLater,
    onToggle: look,
  };
  return { reading, watch };
}
