let invocations = 0;

export const handler = async (event, context) => {
  invocations += 1;
  console.log(`greeting ${event.name ?? 'everybody'}`);
  return {
    message: `Hello, ${event.name ?? 'World'}!`,
    invocations,
    remainingMs: context.getRemainingTimeInMillis(),
    node: process.version,
  };
};
