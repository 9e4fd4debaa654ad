import { existsSync, readFileSync } from 'node:fs';
import tls from 'node:tls';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

// Of that file, as PEM: to trust the same once more would take as long as to trust all others.
let trusted = '';

/** Has a function of a build trust them, under the variable that it will find. What Node.js itself notes of it is not. */
export function trustForBuild(file: string | undefined): void {
  if (file === undefined) return;
  process.env.NODE_EXTRA_CA_CERTS = file;
  if (existsSync(file)) renewCertificates(file);
}

/**
 * Trusts the certificates of the file that `NODE_EXTRA_CA_CERTS` names, and no longer those of the build's: Node.js takes
 * the name when it starts, and reads the file for the first connection.
 */
export function renewCertificates(file: string | undefined): void {
  try {
    const extra = file ? (readFileSync(file, 'utf8').match(CERTIFICATE) ?? []) : [];
    trust(extra);
  } catch (error) {
    trust([]);
    // As Node.js says it, which does without them then.
    process.emitWarning(`Ignoring extra certs from \`${file}\`, load failed: ${(error as Error).message}`);
  }
}

function trust(extra: readonly string[]): void {
  const text = extra.join('\n');
  if (text === trusted) return;
  tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), ...extra]);
  trusted = text;
}
