/** A process that got to nothing for a while is not the other's fault: its clock counts in pieces, and a blocked one costs a single piece. */
const pieces = 10;

/** What `promise` gives, or an error when it gives nothing for `ms` during which this process was able to listen. */
export async function withDeadline<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    let left = pieces;
    timer = setInterval(() => {
      if (--left === 0) reject(new Error(`no answer within ${ms} ms`));
    }, ms / pieces);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearInterval(timer);
  }
}
