/** What everything in a process shares: where it changes, something from outside has reached it. */
const SHARED = [Object, Function, Array, String, Number, Map, Set, Promise].map(
  (it) => it.prototype as object,
);

type Properties = Map<PropertyKey, unknown>;

const propertiesOf = (shared: object): Properties =>
  new Map(
    Reflect.ownKeys(shared).map((key) => {
      const { value, get } = Object.getOwnPropertyDescriptor(shared, key)!;
      return [key, (value as unknown) ?? get];
    }),
  );

/** Remembers the shared prototypes; the result answers which properties differ by then. */
export function watchPrototypes(): () => string[] {
  const before = SHARED.map(propertiesOf);
  return () =>
    SHARED.flatMap((it, at) => {
      const after = propertiesOf(it);
      const keys = new Set([...before[at]!.keys(), ...after.keys()]);
      return [...keys].filter((key) => before[at]!.get(key) !== after.get(key)).map(String);
    });
}
