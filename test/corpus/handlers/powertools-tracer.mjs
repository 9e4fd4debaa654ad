import { Tracer } from '@aws-lambda-powertools/tracer';

const tracer = new Tracer({ serviceName: 'corpus', enabled: false });

export const handler = async ({ id, name }) => {
  tracer.putAnnotation('id', id);
  tracer.putMetadata('name', name);
  const answer = await tracer.provider.captureAsyncFunc('work', async () => name.toUpperCase());
  console.log('traced', tracer.isTracingEnabled());
  return { answer };
};
