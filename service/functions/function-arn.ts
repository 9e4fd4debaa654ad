import { regionOf } from '../environments/environment-variables.ts';

/** The account of AWS's own examples; a local service has none. */
export const ACCOUNT_ID = '123456789012';

/** `arn:aws:lambda:…:function:name`, with the qualifier when the caller named one. */
export function functionArn(name: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${regionOf(process.env)}:${ACCOUNT_ID}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
