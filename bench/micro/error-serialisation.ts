import { toErrorResponse } from '../../runtime/errors/error-response.ts';
import { xrayCause } from '../../runtime/errors/xray-cause.ts';
import type { HotPath } from './hot-path.ts';

/** What makes the body and the header of a failed invocation of a thrown error. */
export function errorSerialisation(): HotPath {
  const error = new TypeError("Cannot read properties of undefined (reading 'id')");
  return {
    name: 'error serialisation',
    cases: [
      { name: 'the body of POST error', run: () => JSON.stringify(toErrorResponse(error)) },
      { name: 'the cause for X-Ray', run: () => xrayCause(error) },
    ],
  };
}
