import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';

const metrics = new Metrics({ namespace: 'corpus', serviceName: 'tested' });

export const handler = middy()
  .use(logMetrics(metrics, { captureColdStartMetric: true }))
  .handler(async ({ id, items }) => {
    for (const item of items) metrics.addMetric('items', MetricUnit.Count, item);
    metrics.addDimension('id', String(id));
    console.log('metrics added');
    return { count: items.length };
  });
