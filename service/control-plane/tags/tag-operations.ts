import { functionArn } from '../../functions/function-arn.ts';
import { readFunctionReference } from '../../functions/function-reference.ts';
import { ServiceError } from '../../http/service-error.ts';
import type { Deployment } from '../deployment.ts';
import { refused } from '../functions/function-settings.ts';
import { type MembersOf, map, readMembers, required, text } from '../members.ts';
import type { Operation, OperationCall } from '../operation.ts';
import type { Tags } from './tag-store.ts';

interface TagResourceInput {
  readonly Tags?: Tags;
}

const INPUT: MembersOf<TagResourceInput> = { Tags: map(text({ min: 1, max: 128 }), text({ max: 256 })) };
const PATH = '/2017-03-31/tags/{Resource}';
const MAX_TAGS = 50;

/** TagResource, UntagResource and ListTags, for functions. */
export function tagOperations(deployment: Deployment): readonly Operation[] {
  return [
    { name: 'TagResource', method: 'POST', path: PATH, status: 204, run: (call) => tag(deployment, call) },
    { name: 'UntagResource', method: 'DELETE', path: PATH, status: 204, run: (call) => untag(deployment, call) },
    { name: 'ListTags', method: 'GET', path: PATH, status: 200, run: (call) => listTags(deployment, call) },
  ];
}

function tag(deployment: Deployment, call: OperationCall): undefined {
  const arn = taggedFunction(deployment, call);
  const tags = { ...deployment.tags.of(arn), ...required(readMembers(call.input, INPUT).Tags, 'Tags') };
  if (Object.keys(tags).length > MAX_TAGS) throw refused(`A function can have at most ${MAX_TAGS} tags.`);
  deployment.tags.put(arn, tags);
}

function untag(deployment: Deployment, call: OperationCall): undefined {
  const arn = taggedFunction(deployment, call);
  const gone = call.query.getAll('tagKeys');
  required(gone[0], 'TagKeys');
  const kept = Object.entries(deployment.tags.of(arn)).filter(([name]) => !gone.includes(name));
  deployment.tags.put(arn, Object.fromEntries(kept));
}

function listTags(deployment: Deployment, call: OperationCall): object {
  return { Tags: deployment.tags.of(taggedFunction(deployment, call)) };
}

/** Versions and aliases have no tags of their own. */
function taggedFunction(deployment: Deployment, { parts: [arn = ''] }: OperationCall): string {
  if (!arn.startsWith('arn:')) throw new ServiceError('ValidationException', `${arn.slice(0, 200)} is no ARN`);
  const { name, qualifier } = readFunctionReference(arn);
  if (qualifier !== undefined) throw refused('Tags on function aliases and versions are not supported.');
  deployment.find(name, undefined);
  return functionArn(name);
}
