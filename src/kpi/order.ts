/** The order in which derived things are computed: what is read comes before what reads it. */

/** `ordered`: each after all that it reads. `rest`: what lies on a cycle or reads something that does. */
export interface Ordering<Item> {
  ordered: Item[];
  rest: Item[];
}

/** Orders items by what they read, keeping the given order otherwise. Items read outside the list do not count. */
export function dependencyOrder<Item>(items: readonly Item[], reads: (item: Item) => Item[]): Ordering<Item> {
  const waiting = new Map(items.map((item): [Item, number] => [item, 0]));
  const readers = new Map(items.map((item): [Item, Item[]] => [item, []]));
  for (const item of items)
    for (const read of reads(item)) {
      readers.get(read)?.push(item);
      if (readers.has(read)) waiting.set(item, waiting.get(item)! + 1);
    }
  const ordered = items.filter((item) => waiting.get(item) === 0);
  for (const item of ordered) for (const reader of readers.get(item)!) release(reader);
  return { ordered, rest: items.filter((item) => waiting.get(item)! > 0) };

  function release(reader: Item): void {
    waiting.set(reader, waiting.get(reader)! - 1);
    if (waiting.get(reader) === 0) ordered.push(reader);
  }
}

/** The shortest way from an item through what it reads back to itself, both ends included; null if there is none. */
export function cycleThrough<Item>(start: Item, reads: (item: Item) => Item[]): Item[] | null {
  const cameFrom = new Map<Item, Item>();
  const queue = [start];
  for (const item of queue)
    for (const read of reads(item)) {
      if (read === start) return [...wayTo(item, cameFrom), start];
      if (cameFrom.has(read)) continue;
      cameFrom.set(read, item);
      queue.push(read);
    }
  return null;
}

function wayTo<Item>(item: Item, cameFrom: ReadonlyMap<Item, Item>): Item[] {
  const way = [item];
  for (let each = cameFrom.get(item); each !== undefined; each = cameFrom.get(each)) way.unshift(each);
  return way;
}
