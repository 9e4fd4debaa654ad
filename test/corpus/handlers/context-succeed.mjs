import { createServer } from 'node:http';

export const handler = (event, context) => {
  // Neither is ever closed.
  createServer().listen(0, '127.0.0.1', () => {
    console.log('listens');
    if (event.id === 8) context.fail(new RangeError('failed by the context'));
    else context.succeed({ name: event.name });
  });
  setInterval(() => {}, 1000);
};
