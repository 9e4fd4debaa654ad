import { fileURLToPath } from 'node:url';
import { App, CfnOutput, CfnParameter, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';

const stack = new Stack(new App(), 'SnapbootExample', {
  description:
    'A function on the layer of snapboot, the same one built with a process image, and on the container image.',
});

const layerArn = parameter('LayerArn', 'The published layer of snapboot with its version.');
const repositoryName = parameter('RepositoryName', 'The repository of ECR that holds the image of examples/function.');
const imageTag = parameter('ImageTag', 'The tag of that image, which ends with the architecture.');

const logGroup = new LogGroup(stack, 'Logs', {
  retention: RetentionDays.TWO_WEEKS,
  removalPolicy: RemovalPolicy.DESTROY,
});
// The role that the CDK would make may write to every log group of the account.
const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
logGroup.grantWrite(role);

const common = {
  architecture: lambda.Architecture.X86_64,
  memorySize: 256,
  timeout: Duration.seconds(10),
  loggingFormat: lambda.LoggingFormat.JSON,
  logGroup,
  role,
};

const zipped = {
  ...common,
  runtime: lambda.Runtime.PROVIDED_AL2023,
  handler: 'index.handler',
  layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', layerArn)],
};

const onLayer = new lambda.Function(stack, 'OnLayer', {
  ...zipped,
  code: lambda.Code.fromAsset(beside('../function'), { exclude: ['Dockerfile'] }),
});

// Built by `snapboot function build examples/function --image --out examples/built`.
const built = new lambda.Function(stack, 'Built', { ...zipped, code: lambda.Code.fromAsset(beside('../built.zip')) });

const onImage = new lambda.Function(stack, 'OnImage', {
  ...common,
  runtime: lambda.Runtime.FROM_IMAGE,
  handler: lambda.Handler.FROM_IMAGE,
  code: lambda.Code.fromEcrImage(Repository.fromRepositoryName(stack, 'Repository', repositoryName), {
    tagOrDigest: imageTag,
  }),
});

for (const [name, { functionName }] of Object.entries({ OnLayer: onLayer, Built: built, OnImage: onImage })) {
  new CfnOutput(stack, `${name}Name`, { value: functionName });
}

function beside(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

function parameter(name: string, description: string): string {
  return new CfnParameter(stack, name, { description }).valueAsString;
}
