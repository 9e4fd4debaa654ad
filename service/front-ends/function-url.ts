import type { FunctionUrlSettings } from '../functions/function-url-settings.ts';

/** The URL of a function, or of one of its aliases. */
export interface FunctionUrl extends FunctionUrlSettings {
  /** 32 letters and digits, the first part of its host name. */
  readonly urlId: string;
  readonly functionName: string;
  /** Name of an alias; absent for `$LATEST`. */
  readonly qualifier: string | undefined;
  readonly createdMs: number;
  readonly modifiedMs: number;
}

/** Whose URL it is. */
export type FunctionUrlOwner = Pick<FunctionUrl, 'functionName' | 'qualifier'>;

/** The host name of a URL. */
export function functionUrlHost({ urlId }: Pick<FunctionUrl, 'urlId'>): string {
  return `${urlId}.lambda-url.localhost`;
}
