import { expect, test } from 'vitest';
import { WriteBatch } from '../../../../service/async-invocations/write-batch.ts';
import { StateDatabase } from '../../../../service/state/state-database.ts';

test('what comes in one turn is written in one transaction, in its order, and answered after it', async () => {
  using state = openState();
  const writes = [1, 2, 3].map((each) => state.batch.write(() => state.insert(each)));
  expect(state.numbers()).toEqual([]);
  expect(await Promise.all(writes)).toEqual([1, 2, 3]);
  expect(state.numbers()).toEqual([1, 2, 3]);
  expect(state.transactions()).toBe(1);
});

test('one that fails leaves nothing behind, and the others do not suffer', async () => {
  using state = openState();
  const failing = (): never => {
    state.insert(8);
    throw new Error('no');
  };
  const writes = [() => state.insert(1), failing, () => state.insert(3)].map((work) => state.batch.write(work));
  const results = await Promise.allSettled(writes);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(state.numbers()).toEqual([1, 3]);
});

test('what was asked for before the end is written at the end, and nothing after it', async () => {
  using state = openState();
  const last = state.batch.write(() => state.insert(1));
  state.batch[Symbol.dispose]();
  expect(state.numbers()).toEqual([1]);
  await last;
  await expect(state.batch.write(() => state.insert(2))).rejects.toThrow('shutting down');
});

interface TestState extends Disposable {
  readonly batch: WriteBatch;
  insert(number: number): number;
  numbers(): readonly unknown[];
  transactions(): number;
}

function openState(): TestState {
  const database = StateDatabase.open(undefined);
  database.execute('CREATE TABLE numbers (number INTEGER)');
  let transactions = 0;
  const counted = {
    transaction<T>(work: () => T): T {
      transactions += 1;
      return database.transaction(work);
    },
  };
  return {
    batch: new WriteBatch(counted),
    insert(number) {
      database.prepare('INSERT INTO numbers VALUES (?)').run(number);
      return number;
    },
    numbers: () =>
      database
        .prepare('SELECT number FROM numbers')
        .all()
        .map(({ number }) => number),
    transactions: () => transactions,
    [Symbol.dispose]: () => database[Symbol.dispose](),
  };
}
