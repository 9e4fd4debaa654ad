import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { endpointOf, loopbackServer } from '../support/loopback-server.mjs';

const server = loopbackServer(({ text }) => {
  const { SecretId } = JSON.parse(text);
  return SecretId === 'Grace'
    ? { status: 400, body: '{"__type":"ResourceNotFoundException","Message":"no secret"}' }
    : { Name: SecretId, SecretString: `{"user":"${SecretId}"}` };
});
const client = new SecretsManagerClient({
  region: 'eu-central-1',
  endpoint: endpointOf(server),
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
});

export const handler = async ({ name }) => {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    return JSON.parse(SecretString);
  } catch (error) {
    console.error(error.name, error instanceof ResourceNotFoundException, error.$metadata.httpStatusCode);
    throw error;
  }
};
