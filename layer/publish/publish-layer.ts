import { readFile } from 'node:fs/promises';
import {
  GetLayerVersionCommand,
  type LambdaClient,
  type LayerVersionsListItem,
  ListLayerVersionsCommand,
  PublishLayerVersionCommand,
} from '@aws-sdk/client-lambda';
import { type Publishable, type PublishableFacts, publishableFacts } from './publishable.ts';

/** How layers are named. */
export interface LayerNaming {
  /** What their names begin with. */
  readonly family: string;
  /** Goes before the hash in the description of a version. */
  readonly description?: string;
}

/** What became of one layer in one region; a dry run has no ARN for what it did not publish. */
export interface PublishedVersion {
  readonly state: 'published' | 'unchanged';
  readonly name: string;
  readonly version: number;
  readonly arn: string | undefined;
}

/**
 * Publishes one archive in the region of a client, unless the newest version there has the same bytes.
 *
 * @param onSending called with the layer's name before the archive is sent
 */
export async function publishLayer(
  client: LambdaClient,
  archive: Publishable,
  naming: LayerNaming,
  onSending: (name: string) => void,
): Promise<PublishedVersion> {
  const facts = publishableFacts(naming.family, archive);
  const { name } = facts;
  const newest = await newestVersion(client, name);
  const found = newest === undefined ? undefined : await unchangedVersion(client, name, newest, archive.sha256);
  if (found !== undefined) return found;
  onSending(name);
  const { LayerVersionArn, Version } = await client.send(await publishCommand(facts, archive, naming.description));
  // Only a dry run gets no number. Versions count up; one that was deleted meanwhile has taken its number with it.
  return { state: 'published', name, version: Version ?? (newest?.Version ?? 0) + 1, arn: LayerVersionArn };
}

async function newestVersion(client: LambdaClient, LayerName: string): Promise<LayerVersionsListItem | undefined> {
  // The newest comes first; a layer that was never published has an empty list.
  const { LayerVersions = [] } = await client.send(new ListLayerVersionsCommand({ LayerName, MaxItems: 1 }));
  return LayerVersions[0];
}

async function unchangedVersion(
  client: LambdaClient,
  name: string,
  { Version = 0, LayerVersionArn }: LayerVersionsListItem,
  sha256: string,
): Promise<PublishedVersion | undefined> {
  const command = new GetLayerVersionCommand({ LayerName: name, VersionNumber: Version });
  const { Content } = await client.send(command);
  if (Content?.CodeSha256 !== Buffer.from(sha256, 'hex').toString('base64')) return undefined;
  return { state: 'unchanged', name, version: Version, arn: LayerVersionArn };
}

async function publishCommand(
  { name, words, license, architectures }: PublishableFacts,
  archive: Publishable,
  description = words,
): Promise<PublishLayerVersionCommand> {
  return new PublishLayerVersionCommand({
    LayerName: name,
    Description: `${description}, sha256 ${archive.sha256}`,
    CompatibleArchitectures: [...architectures],
    CompatibleRuntimes: ['provided.al2023'],
    LicenseInfo: license,
    Content: { ZipFile: await readFile(archive.zipFile) },
  });
}
