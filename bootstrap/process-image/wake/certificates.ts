import { readFileSync } from 'node:fs';
import tls from 'node:tls';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Trusts the certificates of the file that `NODE_EXTRA_CA_CERTS` names: Node.js takes the name when it starts, and reads
 * the file for the first connection.
 */
export function renewCertificates(file: string | undefined): void {
  if (!file) return;
  try {
    const extra = readFileSync(file, 'utf8').match(CERTIFICATE) ?? [];
    tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), ...extra]);
  } catch (error) {
    // As Node.js says it, which does without them then.
    process.emitWarning(`Ignoring extra certs from \`${file}\`, load failed: ${(error as Error).message}`);
  }
}
