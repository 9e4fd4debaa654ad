const OTHERS = 6;

/** The colour of a contender, for CSS: the floor and snapboot have their own, the others take turns. */
export function contenderColor(contender: string, contenders: readonly string[]): string {
  if (contender === 'bare') return 'var(--bare)';
  if (contender === 'snapboot') return 'var(--ours)';
  const others = contenders.filter((name) => name !== 'bare' && name !== 'snapboot');
  return `var(--other-${others.indexOf(contender) % OTHERS})`;
}
