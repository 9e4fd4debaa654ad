import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { LambdaClient } from '@aws-sdk/client-lambda';
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { pythonWith } from './python-tools.ts';

/** moto: a stand-in for AWS that keeps layers, functions and roles in memory, in a process of its own. */
export interface MotoServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:33905`. */
  readonly endpoint: string;
  client(region: string): LambdaClient;
  createBucket(name: string, region: string): Promise<Bucket>;
  /** Makes a role and gives its ARN. */
  createRole(name: string): Promise<string>;
}

/** A bucket of S3. */
export interface Bucket extends AsyncDisposable {
  readonly name: string;
  /** Of all objects in it. */
  keys(): Promise<readonly string[]>;
}

/** What moto cannot be had for, in words for a skipped test. */
export interface NoMoto {
  readonly notice: string;
}

/** Any will do: moto checks none. */
export const ANY_CREDENTIALS = { accessKeyId: 'any', secretAccessKey: 'any' } as const;

// What its server, its Lambda, its S3 and its EventBridge need; `moto[server]` brings twice as much, for services that no test
// asks for.
const PACKAGES = ['moto==5.2.5', 'flask', 'flask-cors', 'docker', 'jsonpath-ng'];
// It ends with whoever holds the other end of its stdin.
const PROGRAM = `
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
from moto.server import main
main(['-H', '127.0.0.1', '-p', '0'])
`;

/** Starts moto on a free port of the loopback; the first time ever, installs it. */
export async function startMoto(): Promise<MotoServer | NoMoto> {
  const python = await pythonWith(PACKAGES).catch((error: Error) => ({
    notice: `moto cannot be had: ${error.message}`,
  }));
  if (typeof python !== 'string') return python;
  const child = spawn(python, ['-c', PROGRAM], { stdio: ['pipe', 'ignore', 'pipe'] });
  const fault = await once(child, 'spawn').then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (fault !== undefined) return { notice: `moto cannot be started: ${fault}` };
  const endpoint = await listening(child);
  // It says a line for every request, and would wait for somebody to read it.
  child.stderr.resume();
  const clients: LambdaClient[] = [];
  return {
    endpoint,
    client(region) {
      const client = new LambdaClient({ endpoint, region, credentials: ANY_CREDENTIALS });
      clients.push(client);
      return client;
    },
    createBucket: (name, region) => createBucket(endpoint, name, region),
    createRole: (name) => createRole(endpoint, name),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy();
      const ended = once(child, 'close');
      child.stdin.end();
      await ended;
    },
  };
}

async function createBucket(endpoint: string, Bucket: string, region: string): Promise<Bucket> {
  const client = new S3Client({ endpoint, region, credentials: ANY_CREDENTIALS });
  const location = { LocationConstraint: region as BucketLocationConstraint };
  await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: location }));
  return {
    name: Bucket,
    async keys() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
      return Contents.map(({ Key = '' }) => Key);
    },
    async [Symbol.asyncDispose]() {
      await client.send(new DeleteBucketCommand({ Bucket }));
      client.destroy();
    },
  };
}

async function listening(child: ChildProcess & { stderr: NodeJS.ReadableStream }): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    const endpoint = /Running on (http:\S+)/.exec(line)?.[1];
    if (endpoint !== undefined) return endpoint;
    lines.push(line);
  }
  throw new Error(`moto has ended: ${lines.join('\n')}`);
}

/** There is no client for IAM here: its Query API takes a form. */
async function createRole(endpoint: string, RoleName: string): Promise<string> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: new URLSearchParams({
      Action: 'CreateRole',
      Version: '2010-05-08',
      RoleName,
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
    }),
  });
  const arn = /<Arn>(.+?)<\/Arn>/.exec(await answer.text())?.[1];
  if (arn === undefined) throw new Error(`moto made no role: ${answer.status}`);
  return arn;
}
