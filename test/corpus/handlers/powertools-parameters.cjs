const { SSMProvider } = require('@aws-lambda-powertools/parameters/ssm');
const { GetParameterError } = require('@aws-lambda-powertools/parameters/errors');
const { endpointOf, loopbackServer } = require('../support/loopback-server.mjs');

const server = loopbackServer(({ text }) => {
  const { Name } = JSON.parse(text);
  if (Name.endsWith('Grace')) return { status: 400, body: '{"__type":"ParameterNotFound","message":"none"}' };
  return { Parameter: { Name, Type: 'String', Value: JSON.stringify({ of: Name }) } };
});
const provider = new SSMProvider({
  clientConfig: {
    region: 'eu-central-1',
    endpoint: endpointOf(server),
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  },
});

exports.handler = async ({ name }) => {
  try {
    return await provider.get(`/people/${name}`, { transform: 'json' });
  } catch (error) {
    console.warn(error.name, error instanceof GetParameterError);
    throw error;
  }
};
