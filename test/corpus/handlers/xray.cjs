const AWSXRay = require('aws-xray-sdk-core');

AWSXRay.setContextMissingStrategy('IGNORE_ERROR');
AWSXRay.setLogger({ debug() {}, info() {}, warn: console.warn, error: console.error });

exports.handler = async ({ id, name }) => {
  const segment = new AWSXRay.Segment('corpus', '1-5bef4de7-ad49b0e87f6ef6c87fc2e700');
  const sub = segment.addNewSubsegment('work');
  sub.addAnnotation('id', id);
  sub.addMetadata('name', name);
  if (id === 8) sub.addError(new RangeError('too large'));
  sub.close();
  const { name: kept, annotations, fault } = sub.toJSON();
  console.log('sub', kept);
  return { kept, annotations, fault, trace: segment.trace_id };
};
