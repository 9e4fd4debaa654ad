/** Names with one value each: where a name comes more than once, its values joined, the first place kept. */
export function joinedValues(pairs: readonly (readonly [string, string])[], separator: string): Record<string, string> {
  return mapped(allValues(pairs), (values) => values.join(separator));
}

/** Names with their last value. */
export function lastValues(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  return mapped(allValues(pairs), (values) => values.at(-1) ?? '');
}

/** Names with all of their values. */
export function allValues(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = groups.get(name);
    if (values === undefined) groups.set(name, [value]);
    else values.push(value);
  }
  // Unlike an assignment, this takes names such as __proto__ for what they are.
  return Object.fromEntries(groups);
}

function mapped(groups: Record<string, string[]>, join: (values: readonly string[]) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, join(values)]));
}
