import { invalid } from '../../functions/function-reference.ts';

const LAYER_NAME = /^(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:layer:)?(?<name>[a-zA-Z0-9-_]{1,64})$/;
const MAX_SHOWN_NAME = 140;

/**
 * Reads the name of a layer, or its ARN.
 *
 * @throws ServiceError ValidationException
 */
export function readLayerName(text: string): string {
  const name = text.length <= MAX_SHOWN_NAME ? LAYER_NAME.exec(text)?.groups?.name : undefined;
  if (name === undefined) throw invalid(text, 'layerName', 'satisfy regular expression pattern: [a-zA-Z0-9-_]+');
  return name;
}
