import { expect, test } from 'vitest';
import { BOOTSTRAP_KINDS } from '../../../layer/build-plan.ts';
import { smallLayer } from '../../support/small-layer.ts';
import { toldStart } from '../../support/told-start.ts';

const CASES = [
  ['the library beside the bootstrap is found', undefined, 'HERE/lib'],
  ['an empty list is none', '', 'HERE/lib'],
  ['it comes after what the function looks in', '/var/task/lib', '/var/task/lib:HERE/lib'],
  ['Lambda, which looks there anyway, is left as it is', '/var/task:HERE/lib', '/var/task:HERE/lib'],
  ['also where that is not the last', 'HERE/lib:/var/task', 'HERE/lib:/var/task'],
  ['a folder of which it is the beginning is another', 'HERE/library', 'HERE/library:HERE/lib'],
  ['so is one of which it is the end', '/copy/HERE/lib', '/copy/HERE/lib:HERE/lib'],
] as const;

test.for(BOOTSTRAP_KINDS.flatMap((kind) => CASES.map((one) => [kind, ...one] as const)))(
  '%s: %s',
  async ([kind, _title, given, expected], context) => {
    await using layer = await smallLayer(kind, context, { 'lib/libatomic.so.1': '' });
    const here = (text: string): string => text.replaceAll('HERE', layer.path);
    const { variables } = await toldStart(layer.bootstrap, given === undefined ? {} : { LD_LIBRARY_PATH: here(given) });
    expect(variables.LD_LIBRARY_PATH).toBe(here(expected));
  },
);

test.for(BOOTSTRAP_KINDS)('%s: a layer without libraries changes nothing', async (kind, context) => {
  await using layer = await smallLayer(kind, context);
  expect((await toldStart(layer.bootstrap)).variables).not.toHaveProperty('LD_LIBRARY_PATH');
  const given = { LD_LIBRARY_PATH: '/var/task/lib' };
  expect((await toldStart(layer.bootstrap, given)).variables).toMatchObject(given);
});
