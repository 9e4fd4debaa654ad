import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { awsVariables } from '../../support/aws-command.ts';
import { answering } from '../../support/function-zip.ts';
import { pythonWith } from '../../support/python-tools.ts';
import { startService } from '../../support/start-service.ts';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.ts';

const INSTALLING_MS = 600_000;
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:by-cli';

test('the AWS CLI deploys, invokes, lists and deletes a function', { timeout: INSTALLING_MS }, async (context) => {
  const python = await pythonWith(['awscli==1.46.3']).catch((error: Error) => {
    context.skip(`the AWS CLI cannot be had: ${error.message}`);
    throw error;
  });
  await using folder = await temporaryFolder({ 'event.json': '{"name":"Ada"}' });
  await writeFile(join(folder.path, 'one.zip'), answering("'Hello ' + event.name"));
  await writeFile(join(folder.path, 'two.zip'), answering("'Good evening ' + event.name"));
  await using running = await startService({});
  const aws = (line: string) => runCli(python, line.split(' '), folder, running.service.endpoint);
  const settings = '--runtime provided.al2023 --handler index.handler --role arn:aws:iam::123456789012:role/any';
  const created = await aws(`create-function --function-name by-cli ${settings} --zip-file fileb://one.zip --publish`);
  expect(JSON.parse(created.stdout)).toMatchObject({ FunctionArn: `${ARN}:1`, Version: '1', State: 'Active' });
  expect(await aws('wait function-active-v2 --function-name by-cli')).toMatchObject({ code: 0 });
  const invoke = async (more = '') => {
    const { stdout } = await aws(`invoke --function-name by-cli --payload file://event.json${more} answer.json`);
    return [JSON.parse(stdout).ExecutedVersion, JSON.parse(await readFile(join(folder.path, 'answer.json'), 'utf8'))];
  };
  expect(await invoke()).toEqual(['$LATEST', 'Hello Ada']);
  await aws('update-function-code --function-name by-cli --zip-file fileb://two.zip');
  expect(await aws('wait function-updated-v2 --function-name by-cli')).toMatchObject({ code: 0 });
  expect(await invoke()).toEqual(['$LATEST', 'Good evening Ada']);
  expect(await invoke(' --qualifier 1')).toEqual(['1', 'Hello Ada']);
  const listed = JSON.parse((await aws('list-functions')).stdout);
  expect(listed.Functions).toMatchObject([{ FunctionName: 'by-cli', FunctionArn: ARN }]);
  const twice = await aws(`create-function --function-name by-cli ${settings} --zip-file fileb://one.zip`);
  expect(twice.stderr).toContain('(ResourceConflictException)');
  expect(await aws('delete-function --function-name by-cli')).toMatchObject({ code: 0 });
  expect((await aws('get-function --function-name by-cli')).stderr).toContain('(ResourceNotFoundException)');
});

interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function runCli(
  python: string,
  args: readonly string[],
  folder: TemporaryFolder,
  endpoint: string,
): Promise<CliRun> {
  const variables = awsVariables({
    folder,
    endpoint,
    variables: { AWS_DEFAULT_REGION: 'us-east-1', AWS_REGION: 'us-east-1' },
  });
  const child = spawn(python, ['-m', 'awscli', 'lambda', ...args], {
    cwd: folder.path,
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await closed, stdout, stderr };
}
