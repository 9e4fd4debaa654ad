import {
  AddLayerVersionPermissionCommand,
  GetLayerVersionPolicyCommand,
  type LambdaClient,
  ResourceConflictException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import type { PublishedVersion } from './publish-layer.ts';

/** Who may use a layer besides its own account. */
export type LayerAudience =
  | { readonly kind: 'account' }
  | { readonly kind: 'everyone' }
  | { readonly kind: 'organization'; readonly id: string };

/**
 * Lets an audience use a layer version; done again, it changes nothing. Nobody's permission is taken away.
 *
 * @param layer one that was published just now has no permissions yet
 */
export async function permitLayer(
  client: LambdaClient,
  { name, version, state }: PublishedVersion,
  audience: LayerAudience,
): Promise<void> {
  if (audience.kind === 'account') return;
  const key = { LayerName: name, VersionNumber: version };
  const StatementId = audience.kind === 'everyone' ? 'snapboot-public' : `snapboot-${audience.id}`;
  if (state === 'unchanged' && (await statementIds(client, key)).includes(StatementId)) return;
  const command = new AddLayerVersionPermissionCommand({
    ...key,
    StatementId,
    Action: 'lambda:GetLayerVersion',
    Principal: '*',
    ...(audience.kind === 'organization' && { OrganizationId: audience.id }),
  });
  await client.send(command).catch(unlessThere);
}

async function statementIds(
  client: LambdaClient,
  key: { readonly LayerName: string; readonly VersionNumber: number },
): Promise<readonly unknown[]> {
  const { Policy = '{}' } = await client.send(new GetLayerVersionPolicyCommand(key)).catch(noPolicy);
  const { Statement = [] }: { Statement?: readonly { readonly Sid?: string }[] } = JSON.parse(Policy);
  return Statement.map(({ Sid }) => Sid);
}

/** A version without any permission has no policy. */
function noPolicy(error: unknown): { Policy?: string } {
  if (error instanceof ResourceNotFoundException) return {};
  throw error;
}

/** Somebody else has added the same statement meanwhile. */
function unlessThere(error: unknown): void {
  if (!(error instanceof ResourceConflictException)) throw error;
}
