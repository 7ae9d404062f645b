/** Arithmetic in which null is contagious, and a step without a finite result is null. */
type Figure = number | null;

const step =
  (combine: (...operands: number[]) => number) =>
  (...operands: Figure[]): Figure => {
    if (operands.includes(null)) return null;
    const result = combine(...(operands as number[]));
    return Number.isFinite(result) ? result : null;
  };

export const plus = step((a, b) => a! + b!);
export const minus = step((a, b) => a! - b!);
export const times = step((a, b) => a! * b!);
export const over = step((a, b) => a! / b!);
export const least = step(Math.min);
export const most = step(Math.max);
export const root = step(Math.sqrt);
