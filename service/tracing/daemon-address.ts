/** Where an X-Ray daemon takes segments. */
export interface DaemonAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads AWS_XRAY_DAEMON_ADDRESS: `host:port`, or `tcp:host:port udp:host:port` in any order, of which segments take the
 * second.
 *
 * @returns nothing for what is no such address
 */
export function readDaemonAddress(text: string): DaemonAddress | undefined {
  const parts = text.trim().split(/\s+/);
  const udp = parts.find((part) => part.startsWith('udp:'))?.slice('udp:'.length);
  const whole = udp ?? (parts.length === 1 ? text.trim() : '');
  const [, bracketed, plain, port] = /^(?:\[([\da-fA-F:.]{2,45})\]|([^\s:[\]]{1,253})):(\d{1,5})$/.exec(whole) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || !(Number(port) >= 1 && Number(port) <= 65_535)) return undefined;
  return { host, port: Number(port) };
}

/** What functions see of the address in the service's own environment; nothing where it is none. */
export function daemonVariables({ AWS_XRAY_DAEMON_ADDRESS: text = '' }: NodeJS.ProcessEnv): Record<string, string> {
  const address = readDaemonAddress(text);
  if (address === undefined) return {};
  return {
    AWS_XRAY_DAEMON_ADDRESS: text.trim(),
    _AWS_XRAY_DAEMON_ADDRESS: address.host,
    _AWS_XRAY_DAEMON_PORT: String(address.port),
  };
}
