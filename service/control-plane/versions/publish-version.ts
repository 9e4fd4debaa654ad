import { readFunctionReference } from '../../functions/function-reference.ts';
import type { Deployment } from '../deployment.ts';
import { configurationOf, type FunctionRecord } from '../functions/function-record.ts';
import { refused } from '../functions/function-settings.ts';
import { type MembersOf, readMembers, text } from '../members.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { sameVersion } from './same-version.ts';

interface PublishVersionInput {
  readonly CodeSha256?: string;
  readonly Description?: string;
  readonly RevisionId?: string;
}

const INPUT: MembersOf<PublishVersionInput> = {
  CodeSha256: text(),
  Description: text({ max: 256 }),
  RevisionId: text(),
};

/** PublishVersion: code and configuration as they are now, under a number. */
export function publishVersionOperation(deployment: Deployment): Operation {
  return {
    name: 'PublishVersion',
    method: 'POST',
    path: '/2015-03-31/functions/{FunctionName}/versions',
    status: 201,
    run: (call) => publish(deployment, call),
  };
}

function publish(deployment: Deployment, { parts: [part = ''], input: body }: OperationCall): object {
  const input = readMembers(body, INPUT);
  const { name } = readFunctionReference(part);
  const latest = deployment.functions.findForChange(name, input.RevisionId);
  if (input.CodeSha256 !== undefined && input.CodeSha256 !== latest.CodeSha256) {
    throw refused(
      `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${latest.CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  return publishVersion(deployment, latest, input);
}

/**
 * Publishes `$LATEST`, unless it is what was published last.
 *
 * @returns the configuration of the version
 */
export function publishVersion(
  deployment: Deployment,
  latest: FunctionRecord,
  { Description }: Pick<PublishVersionInput, 'Description'>,
): object {
  const { functions } = deployment;
  const last = functions.versionsOf(latest.FunctionName).slice(1).at(-1);
  const record =
    last !== undefined && sameVersion(latest, last)
      ? last
      : functions.publish({
          ...latest,
          Version: String(deployment.nextVersion(latest.FunctionName)),
          ...(Description !== undefined && { Description }),
        });
  return configurationOf(record, deployment.layersOf(record), record.Version);
}
