import { Logger } from '@aws-lambda-powertools/logger';

const logger = new Logger({ serviceName: 'corpus', logLevel: 'DEBUG', persistentKeys: { team: 'one' } });

class Refusal extends Error {
  override name = 'Refusal';
}

export const handler = async (event: { id: number; name: string }): Promise<unknown> => {
  logger.appendKeys({ id: event.id });
  logger.info('hello', { event });
  logger.debug('more', { nested: { map: new Map([['a', 1]]), big: 12n } });
  if (event.id === 8) {
    const { name, message } = new Refusal(`not for ${event.name}`);
    logger.error('refused', { name, message });
    throw new Refusal(message);
  }
  return { name: event.name, level: logger.getLevelName() };
};
