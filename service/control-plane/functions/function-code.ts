import { blob, type MembersOf, text } from '../members.ts';
import { refused } from './function-settings.ts';

/** Where code comes from: CreateFunction's Code, PublishLayerVersion's Content, members of UpdateFunctionCode. */
export interface GivenCode {
  readonly ZipFile?: Buffer;
  readonly S3Bucket?: string;
  readonly S3Key?: string;
  readonly ImageUri?: string;
}

/** How it is read. */
export const CODE: MembersOf<GivenCode> = { ZipFile: blob(), S3Bucket: text(), S3Key: text(), ImageUri: text() };

/**
 * The zip with the code.
 *
 * @throws ServiceError InvalidParameterValueException where it is somewhere else, or nowhere
 */
export function zipOf({ ZipFile, S3Bucket, ImageUri }: GivenCode): Buffer {
  if (ImageUri !== undefined)
    throw refused('snapboot runs no container images as functions: give the code as ZipFile.');
  if (S3Bucket !== undefined) throw refused('snapboot fetches no code from S3: give it as ZipFile.');
  if (ZipFile === undefined || ZipFile.length === 0) throw refused('Please provide a source for function code.');
  return ZipFile;
}
