import { ServiceError } from '../http/service-error.ts';

// The words are Lambda's, but for what follows them where an archive is refused that other programs would unpack.

const NOT_UNZIPPED = 'Could not unzip uploaded file. Please check your file, then try to upload again.';
const LONGEST_QUOTE = 200;

/** What is no zip, or no whole one. */
export function brokenArchive(): ServiceError {
  return new ServiceError('InvalidParameterValueException', NOT_UNZIPPED);
}

/** Nothing to unpack. */
export function emptyArchive(): ServiceError {
  return new ServiceError('InvalidParameterValueException', 'Uploaded file must be a non-empty zip');
}

/** A zip that is not unpacked for what it would do. */
export function unsafeArchive(reason: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', `${NOT_UNZIPPED} ${reason}`);
}

/** @param reason what is wrong with the entry, as the rest of a sentence */
export function unsafeEntry(name: string, reason: string): ServiceError {
  const shown = name.length > LONGEST_QUOTE ? `${name.slice(0, LONGEST_QUOTE)}…` : name;
  return unsafeArchive(`Entry ${JSON.stringify(shown)} ${reason}.`);
}

/** More entries than are unpacked. */
export function tooManyEntries(limit: number): ServiceError {
  return unsafeArchive(`It has more than ${limit} files, folders and links.`);
}

/** @param limit in bytes; Lambda names what is left of it beside the layers */
export function unzippedTooLarge(limit: number): ServiceError {
  return new ServiceError('InvalidParameterValueException', `Unzipped size must be smaller than ${limit} bytes`);
}

/** @param limit in bytes */
export function zippedTooLarge(limit: number): ServiceError {
  return new ServiceError('RequestTooLargeException', `Zipped size must be smaller than ${limit} bytes`);
}

/** Everything that the reader of archives finds wrong comes from the bytes of the archive. */
export async function orBroken<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch {
    throw brokenArchive();
  }
}
