import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { pathPattern, type Route } from '../../http/route.ts';
import { ServiceError } from '../../http/service-error.ts';
import type { Deployment } from '../deployment.ts';

const PATH = '/code/{CodeSha256}.zip';

/** Where the zip with this code can be had. */
export function codeLocation(endpoint: string, sha256: string): string {
  return `${endpoint}${PATH.replace('{CodeSha256}', Buffer.from(sha256, 'base64').toString('hex'))}`;
}

/** What answers there. */
export function codeRoute({ code }: Pick<Deployment, 'code'>): Route {
  return {
    method: 'GET',
    path: pathPattern(PATH),
    async handle({ response, pathParts: [hex = ''] }) {
      if (!/^[0-9a-f]{64}$/.test(hex)) throw notThere(hex);
      const file = code.archive(Buffer.from(hex, 'hex').toString('base64'));
      const found = await stat(file).catch(() => undefined);
      if (found === undefined) throw notThere(hex);
      response.writeHead(200, { 'content-type': 'application/zip', 'content-length': found.size });
      // Whoever goes away in the middle does so for reasons of their own.
      await pipeline(createReadStream(file), response).catch(() => {});
    },
  };
}

function notThere(hex: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `There is no code ${hex.slice(0, 64)}`);
}
