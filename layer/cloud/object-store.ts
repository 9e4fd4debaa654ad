import type { DeleteObjectCommandInput, PutObjectCommandInput, PutObjectCommandOutput } from '@aws-sdk/client-s3';
import { printCall } from './dry-run.ts';
import { type ClientSetting, REQUEST_HANDLER } from './lambda-clients.ts';

/** What is needed of S3. */
export interface ObjectStore {
  put(object: PutObjectCommandInput): Promise<Pick<PutObjectCommandOutput, 'VersionId'>>;
  remove(object: DeleteObjectCommandInput): Promise<unknown>;
}

/** S3 in a region. Its client is loaded here: hardly anybody needs it. */
export async function objectStore(region: string, { credentials, dryRun }: ClientSetting): Promise<ObjectStore> {
  if (dryRun) return printedStore(region);
  const { DeleteObjectCommand, PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ region, credentials, requestHandler: REQUEST_HANDLER });
  return {
    put: (object) => client.send(new PutObjectCommand(object)),
    remove: (object) => client.send(new DeleteObjectCommand(object)),
  };
}

function printedStore(region: string): ObjectStore {
  return {
    async put(object) {
      printCall(region, 'PutObject', object);
      return {};
    },
    remove: async (object) => printCall(region, 'DeleteObject', object),
  };
}
