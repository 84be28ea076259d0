/** The answer; when it has not arrived after `ms`, what `otherwise` returns or throws. */
export async function answerWithin<T, U>(
  ms: number,
  answer: Promise<T>,
  otherwise: () => U | Promise<U>,
): Promise<T | U> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    return await Promise.race([answer, late.then(otherwise)]);
  } finally {
    clearTimeout(timer);
  }
}
