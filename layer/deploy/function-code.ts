import type { FunctionCode } from '@aws-sdk/client-lambda';
import { CloudError } from '../cloud/cloud-error.ts';
import { faultLine } from '../cloud/fault-line.ts';
import type { ObjectStore } from '../cloud/object-store.ts';
import { megabytes } from '../layer-size.ts';
import type { FunctionArchive } from './function-archive.ts';

/** The most that CreateFunction and UpdateFunctionCode take in their request (Lambda quotas), in bytes. */
export const REQUEST_LIMIT: number = 50 * 1024 * 1024;

/** How code gets to Lambda. */
export interface CodeSetting {
  readonly name: string;
  /** Where code lies that is too large for a request. */
  readonly bucket: string | undefined;
  /** Brings in the client for S3. */
  readonly objectStore: () => Promise<ObjectStore>;
  /** Tells what takes its time. */
  readonly say: (line: string) => void;
}

/**
 * Hands the code over as Lambda takes it: in the request, or where it is too large for one, as an object in a bucket,
 * which is removed again when Lambda has copied it.
 *
 * @param use resolves when Lambda needs the code no longer
 * @throws CloudError where there is no bucket for it
 */
export async function withCode<T>(
  { zip, sha256 }: FunctionArchive,
  setting: CodeSetting,
  use: (code: FunctionCode) => Promise<T>,
): Promise<T> {
  if (zip.length <= REQUEST_LIMIT) return await use({ ZipFile: zip });
  const { name, bucket, say } = setting;
  if (bucket === undefined) throw new CloudError(bucketWanted(name, zip.length));
  const object = { Bucket: bucket, Key: `snapboot/${name}/${sha256}.zip` };
  const place = `s3://${bucket}/${object.Key}`;
  const store = await setting.objectStore();
  say(`${name}: sending the zip to ${place}`);
  const { VersionId } = await store.put({ ...object, Body: zip });
  try {
    return await use({
      S3Bucket: bucket,
      S3Key: object.Key,
      ...(VersionId !== undefined && { S3ObjectVersion: VersionId }),
    });
  } finally {
    await store.remove({ ...object, VersionId }).catch((error: unknown) => say(leftLine(place, error)));
  }
}

function bucketWanted(name: string, bytes: number): string {
  const sizes = `${megabytes(bytes)} as a zip, and Lambda takes ${megabytes(REQUEST_LIMIT)} in a request`;
  return `${name} is ${sizes}: --bucket NAME sends it through a bucket of S3 in the function's region`;
}

function leftLine(place: string, error: unknown): string {
  return `${place} is left there: ${faultLine(error) ?? String(error)}`;
}
