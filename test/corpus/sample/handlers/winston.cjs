const winston = require('winston');

const { combine, json, errors } = winston.format;
const logger = winston.createLogger({
  level: 'debug',
  format: combine(errors({ stack: false }), json()),
  defaultMeta: { service: 'corpus' },
  transports: [new winston.transports.Console({ stderrLevels: ['error'] })],
});

exports.handler = async (event) => {
  logger.info('hello', { event });
  logger.error('no %s', event.name);
  return { levels: Object.keys(logger.levels), id: event.id };
};
