import middy from '@middy/core';
import ssm from '@middy/ssm';
import { loopbackServer } from '../support/loopback-server.mjs';

const server = loopbackServer(({ text }) => ({
  Parameters: JSON.parse(text).Names.map((Name) => ({ Name, Value: `value of ${Name}` })),
}));
const address = await server();

export const handler = middy()
  .use(
    ssm({
      fetchData: { secret: '/corpus/secret' },
      awsClientOptions: {
        region: 'eu-central-1',
        endpoint: address,
        credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
      },
      setToContext: true,
    }),
  )
  .handler(async ({ name }, { secret }) => {
    console.log('for', name);
    return { name, secret };
  });
