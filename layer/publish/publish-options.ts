import { parseArgs } from 'node:util';
import { type BuildPlan, readBuildPlans } from '../build-plan.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import { checkedRegion } from '../cloud/lambda-clients.ts';
import { LAYERS_FILE } from '../layers-file.ts';
import { withSdkChoice } from '../sdk/sdk-choice.ts';
import { readSdkPlan, type SdkPlan } from '../sdk/sdk-plan.ts';
import type { LayerAudience } from './layer-permissions.ts';

/** What is published, and where. */
export interface PublishOptions {
  /** Names of regions; `all` are those of the account, `default` is the one that the SDK finds. */
  readonly regions: readonly string[] | 'all' | 'default';
  /** One for each architecture. */
  readonly plans: readonly BuildPlan[];
  /** Of the layer with the AWS SDK, if that is wanted too. */
  readonly sdkPlan?: SdkPlan;
  /** What the names of the layers begin with. */
  readonly family: string;
  readonly audience: LayerAudience;
  /** The user's words in the description of a version. */
  readonly description?: string;
  readonly dryRun: boolean;
  readonly layersFile: string;
}

/** The text of `snapboot layer publish --help`. */
export const PUBLISH_HELP: string = `Usage: snapboot layer publish [options]

Builds the layer and publishes it, once for each region and architecture, as snapboot-node24-x86_64 and so on.
A layer that is there already with the same content is not published again. What is where, ${LAYERS_FILE} says afterwards.
Credentials, and the region unless it is given, come from where all AWS tools take them.

Options
  --region REGION            where to, can be given several times; all is every region that the account has enabled
                             (takes the permission account:ListRegions)
  --arch x86_64|arm64|all    the functions' architecture (default: all)
  --node 24|26               the line of Node.js (default: 24)
  --sdk [all|common|NAMES]   the layer of the AWS SDK as well, as snapboot-sdk-x86_64-node24 where it has a process image,
                             otherwise as snapboot-sdk-node24 for both architectures: all packages (default), those that are used most, or names between commas
  --name NAME                what the names of the layers begin with (default: snapboot)
  --public                   every account may use them
  --org ORG                  the accounts of this organization may use them
  --description TEXT         goes before the hash in the description
  --layers-file FILE         the file of ARNs (default: ${LAYERS_FILE} in the current folder); other entries in it stay
  --dry-run                  print the calls and make only those that change nothing
  -h, --help                 this text

Examples
  snapboot layer publish
  snapboot layer publish --region eu-central-1 --region us-east-1 --arch arm64 --org o-a1b2c3d4e5
  snapboot layer publish --region all --public --dry-run
  snapboot layer publish --sdk common
`;

const OPTIONS = {
  region: { type: 'string', multiple: true },
  arch: { type: 'string' },
  node: { type: 'string' },
  sdk: { type: 'string' },
  name: { type: 'string' },
  public: { type: 'boolean' },
  org: { type: 'string' },
  description: { type: 'string' },
  'layers-file': { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const;

// Of a layer; what snapboot adds to the family is a part of it.
const LONGEST_NAME = 140;
const LONGEST_SUFFIX = '-sdk-x86_64-node24'.length;
// AWS takes 256 characters, and the hash takes its part.
const LONGEST_DESCRIPTION = 170;

/**
 * Reads the command line and checks what AWS would refuse only after minutes.
 *
 * @throws CloudError or BuildError for a value that cannot be, the TypeError of parseArgs for an unknown option
 */
export function readPublishOptions(args: readonly string[]): PublishOptions {
  const { values } = parseArgs({ args: [...withSdkChoice(args)], options: OPTIONS });
  return {
    regions: readRegions(values.region ?? []),
    plans: readBuildPlans(['--arch', values.arch ?? 'all', '--node', values.node ?? '24']),
    ...(values.sdk !== undefined && { sdkPlan: readSdkPlan({ sdk: values.sdk, node: values.node ?? '24' }) }),
    family: readFamily(values.name ?? 'snapboot'),
    audience: readAudience(values),
    ...(values.description !== undefined && { description: readDescription(values.description) }),
    dryRun: values['dry-run'] ?? false,
    layersFile: values['layers-file'] ?? LAYERS_FILE,
  };
}

function readRegions(names: readonly string[]): PublishOptions['regions'] {
  if (names.length === 0) return 'default';
  return names.includes('all') ? 'all' : [...new Set(names.map(checkedRegion))];
}

function readFamily(name: string): string {
  if (/^[\w-]+$/.test(name) && name.length + LONGEST_SUFFIX <= LONGEST_NAME) return name;
  const limit = LONGEST_NAME - LONGEST_SUFFIX;
  throw new CloudError(`--name ${name}: a name has up to ${limit} letters, digits, hyphens and underscores`);
}

function readAudience(values: { readonly public?: boolean; readonly org?: string }): LayerAudience {
  if (values.org === undefined) return { kind: values.public ? 'everyone' : 'account' };
  if (values.public) throw new CloudError('--public and --org: whatever is public the organization may use too');
  if (/^o-[a-z0-9]{10,32}$/.test(values.org)) return { kind: 'organization', id: values.org };
  throw new CloudError(`--org ${values.org}: this is not the id of an organization, such as o-a1b2c3d4e5`);
}

function readDescription(text: string): string {
  if (text.length <= LONGEST_DESCRIPTION) return text;
  throw new CloudError(`--description: it has ${text.length} characters, and there is room for ${LONGEST_DESCRIPTION}`);
}
