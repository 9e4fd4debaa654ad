import type { Deployment } from '../deployment.ts';
import { CODE, type GivenCode, zipOf } from '../functions/function-code.ts';
import { lastModified } from '../functions/function-record.ts';
import { list, type MembersOf, oneOf, readMembers, required, structure, text } from '../members.ts';
import type { OperationCall } from '../operation.ts';
import { describedVersion } from './layer-lists.ts';
import { readLayerName } from './layer-name.ts';

interface PublishLayerVersionInput {
  readonly Content?: GivenCode;
  readonly Description?: string;
  readonly CompatibleArchitectures?: readonly string[];
  readonly CompatibleRuntimes?: readonly string[];
  readonly LicenseInfo?: string;
}

const INPUT: MembersOf<PublishLayerVersionInput> = {
  Content: structure(CODE),
  Description: text({ max: 256 }),
  CompatibleArchitectures: list(oneOf('x86_64', 'arm64'), { max: 2 }),
  CompatibleRuntimes: list(text({ max: 64 }), { max: 15 }),
  LicenseInfo: text({ max: 512 }),
};

/** PublishLayerVersion: another version each time, also of the same content. */
export async function publishLayerVersion(deployment: Deployment, call: OperationCall): Promise<object> {
  const { Content, Description = '', ...more } = readMembers(call.input, INPUT);
  const [part = ''] = call.parts;
  const name = readLayerName(part);
  const { sha256, zipBytes, unzippedBytes } = await deployment.addCode(zipOf(required(Content, 'content')), []);
  const record = deployment.layers.publish({
    LayerName: name,
    Description,
    CreatedDate: lastModified(new Date()),
    ...more,
    CodeSha256: sha256,
    CodeSize: zipBytes,
    UnzippedSize: unzippedBytes,
  });
  return describedVersion(record, call.endpoint);
}
