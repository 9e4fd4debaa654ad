import PQueue from 'p-queue';

const queue = new PQueue({ concurrency: 2 });

export const handler = async ({ items }) => {
  const done = await queue.addAll(items.map((n) => async () => n * 2));
  console.log(queue.size);
  return done;
};
