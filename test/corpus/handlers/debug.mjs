import debug from 'debug';

debug.enable('corpus:*');
const log = debug('corpus:handler');
log.log = console.log;

export const handler = async (event) => {
  log('hello %s %o', event.name, event.items);
  return { enabled: debug.enabled('corpus:x'), id: event.id };
};
