export const handler = awslambda.streamifyResponse(async ({ chunks }, stream) => {
  stream.setContentType('application/json');
  stream.write('[0');
  for (let index = 1; index < chunks; index++) stream.write(`,${index}`);
  stream.end(']');
});
