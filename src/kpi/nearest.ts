/** Suggestions for misspelled names. */

/** Beyond so many unknown names in one place no more are looked for: it is garbage, not misspelled. */
export const MOST_SUGGESTIONS = 5;

/** A shorter beginning of a name could be that of many. */
const SHORTEST_BEGINNING = 3;

/**
 * The known name that is most like this one, ignoring case: about one letter in four may differ. Where none is, the only one that
 * begins with it; null without either.
 */
export function nearest(name: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  let room = Math.min(4, 1 + Math.floor(name.length / 4));
  const begun: string[] = [];
  const start = name.toLowerCase();
  for (const each of known) {
    if (name.length >= SHORTEST_BEGINNING && each.toLowerCase().startsWith(start)) begun.push(each);
    if (Math.abs(each.length - name.length) > room) continue;
    const distance = editDistance(name.toLowerCase(), each.toLowerCase());
    if (distance > room || (best !== null && distance === room)) continue;
    best = each;
    room = distance;
  }
  return best ?? (begun.length === 1 ? begun[0]! : null);
}

/** `; did you mean "…"?`, or nothing: the end of a message about an unknown name. */
export function suggestion(name: string, known: Iterable<string>): string {
  const found = nearest(name, known);
  return found === null ? '' : `; did you mean "${found}"?`;
}

/** How many letters to insert, delete or replace: Levenshtein, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
