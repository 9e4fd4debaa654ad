import pino from 'pino';

// Otherwise lines are written when the answer may be on its way.
const destination = pino.destination({ sync: true });
const logger = pino({ base: null, timestamp: false, redact: ['secret'], level: 'debug' }, destination);

export const handler = async (event) => {
  const child = logger.child({ id: event.id });
  child.info({ event, secret: 'hidden' }, 'hello %s', event.name);
  child.error(new RangeError('logged only').message);
  return { level: logger.level, bindings: child.bindings() };
};
