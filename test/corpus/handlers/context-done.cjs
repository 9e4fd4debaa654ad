exports.handler = async function handler(event, context) {
  console.log(typeof context.done);
  // Whoever asks first is answered.
  context.done(event.id === 8 ? new RangeError('done') : null, { name: event.name });
  return { name: 'of a promise' };
};
