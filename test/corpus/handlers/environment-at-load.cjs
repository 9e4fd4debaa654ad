const { AWS_REGION: region, _HANDLER: name, LAMBDA_TASK_ROOT: root } = process.env;
const seen = { region, isRoot: root === process.cwd(), handler: name.split('.').at(-1) };

exports.handler = async (event, context) => {
  console.log(seen);
  return { ...seen, id: event.id, name: context.functionName, isMain: require.main === module };
};
