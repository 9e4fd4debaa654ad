import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';

const processor = new BatchProcessor(EventType.SQS);

export const handler = async ({ items }, context) => {
  const Records = items.map((item) => ({ messageId: `m${item}`, body: String(item), eventSource: 'aws:sqs' }));
  const each = async ({ body }) => {
    if (Number(body) > 3) throw new RangeError(`${body} is too much`);
    console.log('took', body);
  };
  return await processPartialResponse({ Records }, each, processor, { context });
};
