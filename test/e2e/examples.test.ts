import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../layer/command.ts';
import { runOrThrow } from '../support/cached-folder.ts';
import { examplesWithCdk } from '../support/example-cdk.ts';
import { pythonWith } from '../support/python-tools.ts';
import { repository, runSnapboot } from '../support/run-snapboot.ts';
import type { TemporaryFolder } from '../support/temporary-folder.ts';
import { terraformNames } from '../support/terraform-names.ts';

const EXAMPLES = `${repository}examples`;
const MODULES = `${repository}node_modules`;
const PACKAGES = ['cfn-lint==1.58.0', 'python-hcl2==8.1.4'];
const CFN_LINT = 'from cfnlint.runner import main; main()';
// As users are told to, but for what an image takes.
const BUILD = ['function', 'build', 'examples/function', '--plain', '--trials', '0', '--out'];
const FETCHING_MS = 300_000;

let python: string;
let pythonFault: string | undefined;

beforeAll(async () => {
  await pythonWith(PACKAGES).then(
    (found) => {
      python = found;
    },
    (error: Error) => {
      pythonFault = `the checkers of templates cannot be installed: ${error.message}`;
    },
  );
}, FETCHING_MS);

test('the example function runs', async () => {
  const { code, stdout } = await runSnapboot(['run', 'examples/function', '--event', '{"name":"Ada"}']);
  expect(stdout).toContain('{"message":"Hello, Ada!","invocations":1}');
  expect(stdout).toContain('{"message":"Hello, Ada!","invocations":2}');
  expect(code).toBe(0);
});

test('the template of SAM is one that CloudFormation takes', async ({ skip }) => {
  skip(pythonFault !== undefined, pythonFault);
  expect(await lint(`${EXAMPLES}/sam/template.yaml`)).toBe('');
});

test(
  'the CDK makes a template with functions on the layer and one on the image, which may only write their log',
  async ({ skip }) => {
    skip(pythonFault !== undefined, pythonFault);
    const examples = await examplesWithCdk().catch((error: Error) => skip(`no CDK: ${error.message}`));
    await using copy: TemporaryFolder = examples;
    const cdk = join(copy.path, 'cdk');
    expect(await runSnapboot([...BUILD, join(copy.path, 'built')])).toMatchObject({ code: 0 });
    await runOrThrow(`${MODULES}/.bin/tsc`, ['--project', cdk, '--typeRoots', `${MODULES}/@types`]);
    const { app } = JSON.parse(await readFile(join(cdk, 'cdk.json'), 'utf8'));
    await runOrThrow('env', [`PATH=${MODULES}/.bin:${process.env.PATH}`, 'CDK_OUTDIR=cdk.out', ...app.split(' ')], cdk);
    const file = join(cdk, 'cdk.out/SnapbootExample.template.json');
    expect(await lint(file)).toBe('');
    const { Resources } = JSON.parse(await readFile(file, 'utf8'));
    expect(ofType(Resources, 'AWS::Lambda::Function')).toEqual([
      expect.objectContaining({ Runtime: 'provided.al2023', Layers: [{ Ref: 'LayerArn' }] }),
      expect.objectContaining({ Runtime: 'provided.al2023', Layers: [{ Ref: 'LayerArn' }] }),
      expect.objectContaining({ PackageType: 'Image' }),
    ]);
    expect(ofType(Resources, 'AWS::IAM::Role')).toEqual([{ AssumeRolePolicyDocument: expect.anything() }]);
    expect(ofType(Resources, 'AWS::IAM::Policy')).toMatchObject([
      { PolicyDocument: { Statement: [{ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }] } },
    ]);
  },
  FETCHING_MS,
);

test('the configuration of Terraform uses what it declares', async ({ skip }) => {
  skip(pythonFault !== undefined, pythonFault);
  const { declared, used } = await terraformNames(python, `${EXAMPLES}/terraform`);
  expect(declared).toEqual(expect.arrayContaining([...used]));
  expect(declared.filter((name) => name.startsWith('var.'))).toEqual(used.filter((name) => name.startsWith('var.')));
});

test('the configuration of Terraform is formatted as Terraform does', async ({ skip }) => {
  const result = await runCommand('terraform', [`-chdir=${EXAMPLES}/terraform`, 'fmt', '-check', '-diff']);
  if (result.state === 'missing') return skip('there is no terraform on this machine');
  expect(result).toMatchObject({ code: 0, stdout: '' });
});

/** What cfn-lint finds, of errors and warnings; the CDK names a dependency twice, which it warns of. */
async function lint(template: string): Promise<string> {
  const result = await runCommand(python, ['-c', CFN_LINT, '--ignore-checks', 'W3005', '--', template]);
  return result.state === 'ended' ? `${result.stdout}${result.stderr}` : result.state;
}

function ofType(resources: Readonly<Record<string, { Type: string; Properties: object }>>, type: string): object[] {
  return Object.values(resources).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []));
}
